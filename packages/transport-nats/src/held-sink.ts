import type { KvError, RawEntry, Sink } from "@revkv/core";

/**
 * Holds the last entries of keys until it is known that these are all. A copy that lags behind its leader
 * shows values that are replaced already, and then what replaced them; who asked for last entries gets each
 * key once, as the leader has it.
 */
export class HeldSink implements Sink {
  readonly #sink: Sink;
  /** By key, in order of revision; undefined when all are out. */
  #held: Map<string, RawEntry> | undefined = new Map();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  entry(entry: RawEntry): boolean {
    if (this.#held === undefined) return this.#sink.entry(entry);
    // Deleted first, so that the newer entry goes to the end.
    this.#held.delete(entry.key);
    this.#held.set(entry.key, entry);
    return true;
  }

  caughtUp(): void {
    this.#release();
    this.#sink.caughtUp();
  }

  closed(reason?: KvError): void {
    this.#release();
    this.#sink.closed(reason);
  }

  /** They are here already: a pause would save nothing. */
  #release(): void {
    const entries = [...(this.#held?.values() ?? [])];
    this.#held = undefined;
    for (const [at, entry] of entries.entries())
      this.#sink.entry({ ...entry, delta: entries.length - 1 - at });
  }
}
