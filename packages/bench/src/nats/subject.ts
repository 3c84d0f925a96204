/** An entry, as both clients give it. */
export interface Found {
  readonly key: string;
  readonly revision: number;
  /** Bytes of the value. */
  readonly length: number;
  readonly value: Uint8Array;
}

/** The entries of a watch, from its initial values on. */
export interface Watching extends AsyncIterable<Found> {
  /** Ends it. */
  stop(): unknown;
}

/** A client that is measured, with a bucket and a connection of its own. */
export interface Subject {
  /** Stores a value and gives its revision. */
  put(key: string, value: Uint8Array): Promise<number>;
  /** The same, if the key is at the revision that is expected. */
  update(key: string, value: Uint8Array, expected: number): Promise<number>;
  /** The last entry of a key. */
  get(key: string): Promise<Found | null>;
  /** The entries of several keys, in the best way that the client has. */
  getMany(keys: readonly string[]): Promise<Iterable<Found | null>>;
  /** Everything in the bucket. */
  watch(): Promise<Watching>;
  /** The keys that have a value. */
  keys(): Promise<AsyncIterable<string>>;
}
