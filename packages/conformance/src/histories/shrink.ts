import type { Fact, Glimpse, KeyHistory, PastWrite, Sighting } from "./fact.ts";
import { Slots, type Slot } from "./slots.ts";
import { isSeenAs } from "./state.ts";

/** Gives a small part of a history that is as wrong as the whole: whole stretches go first, then single facts. */
export function shrink(history: KeyHistory, isWrong: (history: KeyHistory) => boolean): KeyHistory {
  // A reader who is shown one key does not see whose the other revisions are.
  const alone = { ...history, taken: new Set<number>() };
  let small = isWrong(alone) ? alone : history;
  for (let size = Math.ceil(small.facts.length / 2); size > 0;) {
    const before = small.facts.length;
    for (let end = before; end > 0; end = Math.min(end - size, small.facts.length)) {
      const dropped = new Set(small.facts.slice(Math.max(0, end - size), end));
      const smaller = without(small, dropped);
      if (isWrong(smaller)) small = smaller;
    }
    const isDone = size === 1 && small.facts.length === before;
    size = isDone ? 0 : Math.ceil(size / 2);
  }
  return small;
}

/**
 * A history without some of its facts. What may be true only because of a write that goes is left out too, or,
 * where that is the demand of a write, given up: so of what was possible nothing becomes impossible.
 */
export function without(history: KeyHistory, dropped: ReadonlySet<Fact>): KeyHistory {
  const loss = new Loss(history, dropped);
  const facts = history.facts.flatMap((fact): readonly Fact[] => {
    if (dropped.has(fact)) return [];
    if (fact.kind !== "write") return loss.concernsSight(fact) ? [] : [fact];
    return [loss.concernsDemand(fact) ? { ...fact, expected: "any" } : fact];
  });
  return { ...history, facts };
}

/** The writes that go, and what may rest on them. */
class Loss {
  readonly #slots: Slots;
  readonly #taken: ReadonlySet<number>;
  readonly #dropped: ReadonlySet<Fact>;
  readonly #gone: readonly PastWrite[];
  /** The writes whose revision was told, in its order. */
  readonly #told: readonly PastWrite[];
  readonly #places: ReadonlyMap<PastWrite, number>;

  constructor({ facts, taken }: KeyHistory, dropped: ReadonlySet<Fact>) {
    const writes = facts.filter((fact) => fact.kind === "write");
    this.#slots = new Slots(facts);
    this.#taken = taken;
    this.#dropped = dropped;
    this.#gone = writes.filter((write) => dropped.has(write));
    this.#told = writes
      .filter(({ revision }) => revision !== undefined)
      .toSorted((a, b) => (a.revision ?? 0) - (b.revision ?? 0));
    this.#places = new Map(this.#told.map((write, place) => [write, place]));
  }

  /** Whether somebody may have seen a write that goes. */
  concernsSight({ saw, from, to }: Sighting | Glimpse): boolean {
    if (saw.revision !== undefined) return this.#concernsRevision(saw.revision);
    return this.#gone.some((write) => write.from < to && !this.#isCovered(write, from));
  }

  /** Whether a demand may be met only because of a write that goes. */
  concernsDemand(write: PastWrite): boolean {
    if (write.expected === "any") return false;
    if (write.expected !== "absent") return this.#concernsRevision(write.expected);
    const markers = this.#gone.filter(({ operation }) => operation !== "PUT");
    const place = this.#places.get(write);
    if (place === undefined) return markers.length > 0;
    const last = this.#told.slice(0, place).findLastIndex((other) => !this.#dropped.has(other));
    const between = this.#told.slice(last + 1, place);
    if (between.some(({ operation }) => operation !== "PUT")) return true;
    const after = this.#told[last]?.revision ?? 0;
    if (!this.#hasRoom(after, write.revision ?? 0)) return false;
    return markers.some(
      ({ revision, expected, from }) =>
        revision === undefined &&
        from < write.to &&
        (typeof expected !== "number" || expected >= after),
    );
  }

  #concernsRevision(revision: number): boolean {
    if (revision === 0) return false;
    const slot = this.#slots.all[this.#slots.placeOf(revision) ?? -1];
    if (slot?.writer !== undefined) return this.#dropped.has(slot.writer);
    return this.#gone.some(
      (write) => write.revision === undefined && (slot === undefined || mayFill(slot, write)),
    );
  }

  /** Whether another write, which stays, was stored after this one and before a call began. */
  #isCovered({ revision = Infinity }: PastWrite, from: number): boolean {
    return this.#told.some(
      (other) => !this.#dropped.has(other) && (other.revision ?? 0) > revision && other.to < from,
    );
  }

  /** Whether a write of which nobody was told may have a revision between two. */
  #hasRoom(after: number, before: number): boolean {
    for (let revision = after + 1; revision < before; revision += 1) {
      if (!this.#taken.has(revision)) return true;
    }
    return false;
  }
}

/** Whether a slot may be that of a write with an unknown end. */
function mayFill({ operation, value, before }: Slot, write: PastWrite): boolean {
  return write.from < before && isSeenAs(write, { operation, value });
}
