import { copyBytes, decodeText, decodeTextLeniently, type Bytes } from "../base/bytes.ts";
import { decodeValue, type Codec } from "./codec.ts";
import type { KvOperation, MarkerReason, RawEntry } from "./write.ts";

/** What every entry has. */
export interface KvEntryBase {
  /** The bucket's name. */
  readonly bucket: string;
  readonly key: string;
  /** The write's place in the one count of its bucket (R2). */
  readonly revision: number;
  /** When it was stored. */
  readonly created: Date;
  /** Entries of the same read that follow this one; 0 for get and for live entries. A hint, never a signal. */
  readonly delta: number;
  /** Stored bytes, before decoding; also under metaOnly; 0 for markers. */
  readonly length: number;
  /** True for what a watch delivers after its initial values; otherwise false. */
  readonly isUpdate: boolean;
}

/** A stored value without its bytes. */
export interface KvPutMeta extends KvEntryBase {
  readonly operation: "PUT";
}

/** A stored value. */
export interface KvPut<Out = Bytes> extends KvPutMeta {
  /** Decoded at first access, for a listener in each of its calls; throws INVALID_VALUE when the bytes do not decode. */
  readonly value: Out;
  /** The stored bytes, a new copy at each call. */
  bytes(): Bytes;
  /** The stored bytes as UTF-8; what does not decode becomes U+FFFD, a byte order mark stays. */
  text(): string;
  /** The stored bytes as JSON, unchecked; throws INVALID_VALUE when they are none. */
  json<T = unknown>(): T;
}

/** An entry that says the key is gone; it has no value by construction. */
export interface KvMarker extends KvEntryBase {
  readonly operation: "DEL" | "PURGE";
  readonly length: 0;
  /** Why the server wrote it; undefined when a client did. */
  readonly reason: MarkerReason;
  readonly value?: never;
}

/** One entry of a key's log. */
export type KvEntry<Out = Bytes> = KvPut<Out> | KvMarker;
/** One entry without its value. */
export type KvMeta = KvPutMeta | KvMarker;

/** Where an entry was read. */
export interface EntryOrigin {
  readonly bucket: string;
  readonly isUpdate: boolean;
}

/** Whose turn it is to read entries that several readers share: odd is somebody's, even nobody's. */
export interface Turn {
  now: number;
}

/** For entries that have one reader. */
const ALONE: Turn = Object.freeze({ now: 1 });

/**
 * The entry that people get for a raw one.
 *
 * @param turn - Given where several readers share it: nothing that one of them could change is kept for the next.
 */
export function toEntry<Out>(
  raw: RawEntry,
  origin: EntryOrigin,
  codec: Codec<Out, never>,
  turn: Turn = ALONE,
): KvEntry<Out> {
  return Object.freeze(
    raw.operation === "PUT" ? new Put(raw, origin, codec, turn) : new Marker(raw, origin, turn),
  );
}

/** The same without a value. */
export function toMeta(raw: RawEntry, origin: EntryOrigin, turn: Turn = ALONE): KvMeta {
  return Object.freeze(
    raw.operation === "PUT" ? new PutMeta(raw, origin, turn) : new Marker(raw, origin, turn),
  );
}

class EntryBase implements KvEntryBase {
  /** One function for all, so that entries with it have one shape. */
  static readonly #newDate: PropertyDescriptor = {
    enumerable: true,
    get(this: EntryBase) {
      return new Date(this.#raw.createdMs);
    },
  };

  readonly bucket: string;
  readonly key: string;
  readonly operation: KvOperation;
  readonly revision: number;
  declare readonly created: Date;
  readonly delta: number;
  readonly length: number;
  readonly isUpdate: boolean;
  readonly #raw: RawEntry;

  constructor(raw: RawEntry, origin: EntryOrigin, turn: Turn) {
    this.#raw = raw;
    this.bucket = origin.bucket;
    this.key = raw.key;
    this.operation = raw.operation;
    this.revision = raw.revision;
    if (turn === ALONE) this.created = new Date(raw.createdMs);
    else EntryBase.#shareDate(this);
    this.delta = raw.delta;
    this.length = raw.length;
    this.isUpdate = origin.isUpdate;
  }

  /** Apart from the constructor, which is an eighth faster without it. */
  static #shareDate(entry: EntryBase): void {
    Object.defineProperty(entry, "created", EntryBase.#newDate);
  }

  /** Printed as what it says, a shared date too. */
  [Symbol.for("nodejs.util.inspect.custom")](): object {
    return Object.assign({}, this);
  }
}

class PutMeta extends EntryBase implements KvPutMeta {
  declare readonly operation: "PUT";
}

class Put<Out> extends PutMeta implements KvPut<Out> {
  readonly #raw: RawEntry;
  readonly #codec: Codec<Out, never>;
  readonly #turn: Turn;
  #decoded: Out | undefined;
  #decodedIn = 0;

  constructor(raw: RawEntry, origin: EntryOrigin, codec: Codec<Out, never>, turn: Turn) {
    super(raw, origin, turn);
    this.#raw = raw;
    this.#codec = codec;
    this.#turn = turn;
  }

  get value(): Out {
    const { now } = this.#turn;
    if (this.#decodedIn === now && (now & 1) === 1) return this.#decoded as Out;
    const decoded = decodeValue(this.#codec, this.#raw);
    this.#decoded = decoded;
    this.#decodedIn = now;
    return decoded;
  }

  bytes(): Bytes {
    return copyBytes(this.#raw.bytes);
  }

  text(): string {
    return decodeTextLeniently(this.#raw.bytes);
  }

  json<T = unknown>(): T {
    const codec = { name: "json", decode: (bytes: Bytes) => JSON.parse(decodeText(bytes)) as T };
    return decodeValue(codec, this.#raw);
  }
}

class Marker extends EntryBase implements KvMarker {
  declare readonly operation: "DEL" | "PURGE";
  declare readonly length: 0;
  readonly reason: MarkerReason;

  constructor(raw: RawEntry, origin: EntryOrigin, turn: Turn) {
    super(raw, origin, turn);
    this.reason = raw.reason;
  }
}
