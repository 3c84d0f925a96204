import { isChange } from "./doubt.ts";
import type { CallLine } from "./line.ts";
import { revisionOf, type CallEnds } from "./play-order.ts";

/** The calls of a recording that were under way at the same time, where nothing tells which came first. */
export class Overlaps {
  readonly #ends: CallEnds;
  readonly #underWay = new Map<number, CallLine>();
  readonly #pairs: (readonly [CallLine, CallLine])[] = [];

  constructor(ends: CallEnds) {
    this.#ends = ends;
  }

  /** A call begins. */
  began(call: CallLine): void {
    for (const other of this.#underWay.values()) {
      const isOfNote = meet(other, call) && (isChange(other) || isChange(call));
      if (isOfNote && !this.#haveRevisions(other, call)) this.#pairs.push([other, call]);
    }
    this.#underWay.set(call.call, call);
  }

  /** A call ends. */
  ended(call: number): void {
    this.#underWay.delete(call);
  }

  /** What must be said beside a difference about a bucket; empty when the order of all is known. */
  noteOn(place: Pick<CallLine, "bucket">): string {
    const last = this.#pairs.findLast((pair) => pair.some((call) => meet(place, call)));
    if (last === undefined) return "";
    const names = last.map(({ call, ask }) => `${call} (${ask})`).join(" and ");
    return `; calls ${names} overlapped, and which came first is not recorded`;
  }

  #haveRevisions(...calls: readonly CallLine[]): boolean {
    return calls.every((call) => revisionOf(call, this.#ends) !== undefined);
  }
}

/** A call about all buckets meets every other. */
function meet(one: Pick<CallLine, "bucket">, other: Pick<CallLine, "bucket">): boolean {
  return one.bucket === other.bucket || one.bucket === "" || other.bucket === "";
}
