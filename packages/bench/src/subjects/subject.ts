/** What a subject does besides keeping the last value, so that nobody compares what is not alike. */
export interface About {
  readonly title: string;
  readonly copies: string;
  readonly keeps: string;
  readonly notifies: string;
}

/** A store that answers at once. */
export interface SyncStore {
  /** Gives the revision, where there are any. */
  put(key: string, value: Uint8Array): number;
  /** The bytes of the last value; a copy where the store copies. */
  get(key: string): Uint8Array | undefined;
  /** Makes the key be gone, with a marker where the store has any. */
  delete(key: string): void;
}

/** A store that is measured without promises. */
export interface SyncSubject {
  readonly about: About;
  /** Writes are counted, and each tells its number. */
  readonly hasRevisions: boolean;
  /** Makes an empty store for so many keys. */
  make(keys: number): SyncStore;
}

/** A store that is awaited, operation by operation. */
export interface AsyncStore<Found> {
  /** Keeps the value; a copy where the store copies. */
  put(key: string, value: Uint8Array): Promise<unknown>;
  /** What the store gives for a key, whatever that is. */
  get(key: string): Promise<Found>;
  /** The bytes of what `get` gave. */
  bytesOf(found: Found): Uint8Array | undefined;
  /** Frees what it holds outside of the heap. */
  close(): Promise<void>;
}

/** A store that is measured as it is used: each operation awaited before the next. */
export interface AsyncSubject<Found = unknown> {
  readonly about: About;
  /** How many keys it is measured with: as many as its speed allows in a second or two. */
  readonly keys: number;
  /** Makes an empty store. */
  make(): Promise<AsyncStore<Found>>;
}
