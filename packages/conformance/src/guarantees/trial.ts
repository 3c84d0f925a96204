import { matchesAny } from "../model/wildcards.ts";
import type { Committed } from "./committed.ts";
import type { GivenWatch } from "./given-watch.ts";
import { Passing } from "./passing.ts";
import type { Truth } from "./truth.ts";

/** An entry that a watch must have been given, and was not. */
export interface Missing {
  readonly entry: Committed;
  /** An initial value before the first entry that came; what would have come after the last; all else between. */
  readonly place: "before" | "between" | "after";
}

/** To all that was stored before one line, unless it was removed before another. */
interface Goal {
  readonly at: number;
  readonly stored: number;
}

const NOWHERE: Goal = { at: 0, stored: 0 };

/** One watch of a recording beside the truth: what every guarantee is judged by. */
export class Trial {
  readonly watch: GivenWatch;
  /** Undefined where it is not certain which of several buckets of that name the watch was of. */
  readonly truth: Truth | undefined;
  readonly #passing: Passing;
  #keys: ReadonlySet<string> | undefined;
  #missing: readonly Missing[] | undefined;

  constructor(watch: GivenWatch, truth: Truth | undefined) {
    this.watch = watch;
    this.truth = truth;
    this.#passing = new Passing(watch.entries);
  }

  /** Whether the watch was under way to the end of the recording: nobody stopped it, and it was not told of an end. */
  get isOpen(): boolean {
    const { openAt, ending, isPaused, request } = this.watch;
    return request.live && openAt !== undefined && ending === undefined && !isPaused;
  }

  /** After this line its reader must hear nothing more. */
  get overAt(): number {
    const { ending } = this.watch;
    return ending === undefined || ending.how === "left" ? Infinity : ending.at;
  }

  /** Where the end of the initial values was told first, if the watch had not ended by then. */
  get caughtUpAt(): number | undefined {
    const { caughtUpAt, ending } = this.watch;
    return caughtUpAt.find((at) => ending === undefined || at < ending.at);
  }

  /** What it must have been given and was not, oldest first. */
  get missing(): readonly Missing[] {
    this.#missing ??= this.#find();
    return this.#missing;
  }

  /** Whether the watch is about an entry, wherever it begins. */
  concerns({ key }: Committed): boolean {
    this.#keys ??= new Set(
      this.truth?.keys.filter((one) => matchesAny(this.watch.request.filters, one)),
    );
    return this.#keys.has(key);
  }

  /** Whether the watch must have been given an entry when it went beyond it, unless that had been removed. */
  isDue(entry: Committed): boolean {
    const { request, openAt = Infinity } = this.watch;
    const { start } = request;
    if (start === "all") return true;
    if (typeof start === "object") return entry.revision >= start.revision;
    const { first } = this.#passing;
    if (start === "new") return entry.revision > (first ?? Infinity) || entry.from > openAt;
    // An entry that is overwritten before the initial values are complete may be none of them.
    return this.truth?.mayBeOutdated(entry, this.caughtUpAt ?? Infinity) === false;
  }

  #find(): readonly Missing[] {
    const { truth } = this;
    if (truth === undefined) return [];
    const goal = this.#goal;
    return truth.entries.flatMap((entry): Missing[] => {
      if (this.#passing.has(entry.revision) || !this.concerns(entry)) return [];
      const place = this.#placeOf(entry);
      const isOwed = place !== "after" || entry.to < goal.stored;
      if (!isOwed || !this.isDue(entry)) return [];
      const at = place === "after" ? goal.at : this.#passing.passedAt(entry.revision);
      return truth.mayBeGone(entry, at) ? [] : [{ entry, place }];
    });
  }

  #placeOf(entry: Committed): Missing["place"] {
    const { request, openAt = Infinity } = this.watch;
    const place = this.#passing.placeOf(entry.revision);
    if (place !== "before" || request.start === "new") return place === "after" ? place : "between";
    const isLive = entry.from > Math.max(openAt, this.caughtUpAt ?? Infinity);
    return request.start === "last" && isLive ? "between" : "before";
  }

  /** How far it must have come when it went no further. */
  get #goal(): Goal {
    const { request, calledAt, ending } = this.watch;
    const cleanAt = ending?.how === "closed" && ending.error === null ? ending.at : undefined;
    if (!request.live) {
      const at = this.caughtUpAt ?? cleanAt;
      return at === undefined ? NOWHERE : { at, stored: calledAt };
    }
    if (cleanAt !== undefined) return { at: cleanAt, stored: cleanAt };
    const isOwedAll = this.isOpen && this.truth?.life.sure.to === Infinity;
    return isOwedAll ? { at: Infinity, stored: Infinity } : NOWHERE;
  }
}
