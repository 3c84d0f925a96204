import type { AskedWrite } from "./past-call.ts";
import type { Committed } from "./committed.ts";

const MARKERS: readonly string[] = ["DEL", "PURGE"];

/** What became of one key in one life of its bucket. */
export class KeyPast {
  readonly #entries: readonly Committed[];
  readonly #places: ReadonlyMap<Committed, number>;
  /** Writes of which nobody was told whether they were stored, and where. */
  readonly #loose: readonly AskedWrite[];
  /** The shortest time to live that a write asked for. */
  readonly ttlMs: number;

  /** @param entries - Oldest first. */
  constructor(entries: readonly Committed[], writes: readonly AskedWrite[]) {
    this.#entries = entries;
    this.#places = new Map(entries.map((entry, place) => [entry, place]));
    this.#loose = writes.filter(({ revision }) => revision === undefined);
    this.ttlMs = writes.reduce(
      (least, { asked }) => Math.min(least, asked.ttlMs ?? Infinity),
      Infinity,
    );
  }

  /** The newest entry. */
  get last(): Committed | undefined {
    return this.#entries.at(-1);
  }

  /** The entries after this one, one after the other. */
  *newerThan(entry: Committed): Generator<Committed> {
    for (let place = this.#placeOf(entry) + 1; place < this.#entries.length; place += 1) {
      const newer = this.#entries[place];
      if (newer !== undefined) yield newer;
    }
  }

  /** Whether an entry may have had so many newer ones before a line. */
  mayHaveNewer(entry: Committed, count: number, before: number): boolean {
    const loose = this.#looseBefore(before).length;
    if (loose >= count) return true;
    const newer = this.#entries[this.#placeOf(entry) + count - loose];
    return newer !== undefined && newer.from < before;
  }

  /** Whether a purge may have removed an entry before a line. */
  mayBePurged(entry: Committed, before: number): boolean {
    if (this.#looseBefore(before).some(({ asked }) => asked.operation === "PURGE")) return true;
    return this.#since(this.#placeOf(entry) + 1, before, ["PURGE"]);
  }

  /** Whether an entry may have been a marker, or below one, before a line. */
  mayBeMarked(entry: Committed, before: number): boolean {
    if (this.#looseBefore(before).some(({ asked }) => asked.operation !== "PUT")) return true;
    return this.#since(this.#placeOf(entry), before, MARKERS);
  }

  #since(place: number, before: number, operations: readonly string[]): boolean {
    for (let at = place; at < this.#entries.length; at += 1) {
      const entry = this.#entries[at];
      if (entry === undefined || entry.from >= before) return false;
      if (operations.includes(entry.operation)) return true;
    }
    return false;
  }

  #looseBefore(before: number): readonly AskedWrite[] {
    return this.#loose.filter(({ from }) => from < before);
  }

  #placeOf(entry: Committed): number {
    return this.#places.get(entry) ?? this.#entries.length;
  }
}
