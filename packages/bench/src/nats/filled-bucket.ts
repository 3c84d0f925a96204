import type { Found, Subject, Watching } from "./subject.ts";

const KEYS = 100_000;
const VALUE_BYTES = 128;
/** Prime, so that steps of it come to every key before they come to one again. */
const STRIDE = 7_919;

/** How an entry of a watch is looked at; throws for a wrong one. */
export type Look = (entry: Found) => void;

/** A bucket full of keys, of which it is known what every answer has to be. */
export class FilledBucket {
  readonly subject: Subject;
  readonly #keys = Array.from(
    { length: KEYS },
    (_, at) => `orders.${String(at).padStart(5, "0")}.items`,
  );
  readonly #revisions: number[] = [];
  /** Neighbours have different values, so that an answer to another question is seen. */
  readonly #values = Array.from({ length: 256 }, (_, at) => new Uint8Array(VALUE_BYTES).fill(at));
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
    return this.subject.put(this.key(at), this.#value(at));
  }

  /** Writes a key that is still at the revision that it is known to have. */
  update(at: number): Promise<number> {
    const revision = this.#revisions[slot(at)] ?? 0;
    return this.subject.update(this.key(at), this.#value(at), revision);
  }

  /** The writes of a bucket are counted: each has the revision after the last. */
  checkWrite(revision: number, at: number): void {
    this.#last += 1;
    demand(revision === this.#last, () => `revision ${revision} came after ${this.#last - 1}`);
    this.#revisions[slot(at)] = revision;
  }

  /** A read gives the last write of its key. */
  checkRead(found: Found | null, at: number): void {
    const revision = this.#revisions[slot(at)] ?? 0;
    demand(found?.revision === revision, () => `${this.key(at)} is not at revision ${revision}`);
    demand(isFilledWith(found?.value, byteOf(slot(at))), () => `${this.key(at)} has another value`);
  }

  /** The keys in order of their revisions, as every listing gives them. */
  keysInOrder(): readonly string[] {
    const revisionOf = (at: number): number => this.#revisions[at] ?? 0;
    const order = Array.from(this.#keys.keys()).toSorted((a, b) => revisionOf(a) - revisionOf(b));
    return order.map((at) => this.#keys[at] ?? "");
  }

  /** Takes the initial values of a watch, to the last one. */
  async checkInitial(watching: Watching, inOrder: readonly string[], look: Look): Promise<void> {
    let count = 0;
    let last = 0;
    for await (const entry of watching) {
      const { key, revision } = entry;
      demand(revision > last && key === inOrder[count], () => `entry ${count} is ${key}`);
      look(entry);
      count += 1;
      last = revision;
      if (count === KEYS) break;
    }
    demand(
      count === KEYS && last === this.#last,
      () => `the last of ${count} entries is of revision ${last}`,
    );
  }

  /** Takes all keys of a listing, each of which is given once. */
  async checkKeys(listing: AsyncIterable<string>, inOrder: readonly string[]): Promise<void> {
    let count = 0;
    for await (const key of listing) {
      demand(key === inOrder[count], () => `key ${count} is ${key}`);
      count += 1;
    }
    demand(count === KEYS, () => `${count} keys were listed`);
  }

  #value(at: number): Uint8Array {
    return this.#values[byteOf(slot(at))] ?? new Uint8Array(0);
  }
}

/** Looks at the length of a value alone. */
export function lookAtLength({ key, length }: Found): void {
  demand(length === VALUE_BYTES, () => `${key} has another value`);
}

/** Looks at both ends of a value. */
export function lookAtValue({ key, value }: Found): void {
  demand(isFilledWith(value, byteOf(numberIn(key))), () => `${key} has another value`);
}

function isFilledWith(value: Uint8Array | undefined, byte: number): boolean {
  return value?.length === VALUE_BYTES && value[0] === byte && value[VALUE_BYTES - 1] === byte;
}

function slot(at: number): number {
  return (at * STRIDE) % KEYS;
}

function byteOf(place: number): number {
  return place % 256;
}

/** The place of a key is its second token. */
function numberIn(key: string): number {
  return Number(key.slice("orders.".length, -".items".length));
}

function demand(holds: boolean, otherwise: () => string): void {
  if (!holds) throw new Error(otherwise());
}
