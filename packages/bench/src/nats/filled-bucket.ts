import type { Found, Subject, Watching } from "./subject.ts";

const KEYS = 20_000;
const VALUE_BYTES = 128;
/** Prime, so that steps of it come to every key before they come to one again. */
const STRIDE = 7_919;

/** A bucket full of keys, of which it is known what every answer has to be. */
export class FilledBucket {
  readonly subject: Subject;
  readonly #keys = Array.from(
    { length: KEYS },
    (_, at) => `orders.${String(at).padStart(5, "0")}.items`,
  );
  readonly #revisions: number[] = [];
  readonly #value = new Uint8Array(VALUE_BYTES).fill(7);
  #last = 0;

  /** Nobody else writes to the subject's bucket. */
  constructor(subject: Subject) {
    this.subject = subject;
  }

  /** How many keys there are. */
  get size(): number {
    return KEYS;
  }

  /** The keys come in no order that the server has them in. */
  key(at: number): string {
    return this.#keys[slot(at)] ?? "";
  }

  /** Writes a key. */
  put(at: number): Promise<number> {
    return this.subject.put(this.key(at), this.#value);
  }

  /** Writes a key that is still at the revision that it is known to have. */
  update(at: number): Promise<number> {
    return this.subject.update(this.key(at), this.#value, this.#revisions[slot(at)] ?? 0);
  }

  /** The writes of a bucket are counted: each has the revision after the last. */
  checkWrite(revision: number, at: number): void {
    this.#last += 1;
    demand(revision === this.#last, `revision ${revision} came after ${this.#last - 1}`);
    this.#revisions[slot(at)] = revision;
  }

  /** A read gives the last write of its key. */
  checkRead(found: Found | null, at: number): void {
    const revision = this.#revisions[slot(at)] ?? 0;
    demand(found?.revision === revision, `${this.key(at)} is not at revision ${revision}`);
    demand(found?.value.length === VALUE_BYTES, `${this.key(at)} has another value`);
  }

  /** Takes the initial values of a watch, to the last one; `lengthOf` says how an entry is looked at. */
  async checkInitial(watching: Watching, lengthOf: (entry: Found) => number): Promise<void> {
    let count = 0;
    let last = 0;
    for await (const entry of watching) {
      const { revision } = entry;
      demand(revision > last && lengthOf(entry) === VALUE_BYTES, `entry ${count} is another`);
      count += 1;
      last = revision;
      if (count === KEYS) break;
    }
    demand(count === KEYS && last === this.#last, `the last of ${count} entries is ${last}`);
  }
}

function slot(at: number): number {
  return (at * STRIDE) % KEYS;
}

function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
