import { bytes } from "../words/codec.ts";
import { shapeOf, type EntryShape } from "../words/entry-shape.ts";
import { toEntry, type KvEntry, type KvPut } from "../words/entry.ts";
import { parseFilters } from "../words/filter.ts";
import { parseKey } from "../words/key.ts";
import {
  invalidArgument,
  parseChoice,
  parseCount,
  parseFlag,
  parseOptions,
} from "../words/options.ts";
import type { KvStatus } from "../words/status.ts";
import type { Write } from "../words/write.ts";
import { parseOlderThan } from "../words/old-markers.ts";
import {
  Writes,
  type CreateOptions,
  type DeleteOptions,
  type PurgeOptions,
  type PutOptions,
} from "../words/writes.ts";
import type { BucketLog } from "./bucket-log.ts";
import { ListenerSink, type EngineListener } from "./listener-sink.ts";

type Filter = string | readonly string[];
type Value = Uint8Array | string;

/** Options of a get. */
export interface EngineGetOptions {
  /** Read this revision instead of the last; at least 1. */
  readonly revision?: number | undefined;
  /** Give markers too. */
  readonly includeDeleted?: boolean | undefined;
}
/** Options of a watch. */
export interface EngineWatchOptions {
  /** The initial values: the last entry of each key (the default), all stored entries, or none. */
  readonly include?: "last" | "history" | "updates" | undefined;
}

/**
 * One bucket of an {@link Engine}, without promises: what is wrong is thrown, values are bytes. It is a
 * name, not a lifetime: the same handle reaches a bucket that is made again.
 *
 * @example
 * const bucket = new Engine().create("config", { history: 5 });
 * const revision = bucket.put("color", "red");
 * bucket.update("color", "blue", revision);
 * console.log(bucket.get("color")?.text()); // blue
 */
export interface EngineBucket {
  /**
   * Stores a value and gives its revision; a string is its UTF-8 (R3, R4).
   *
   * @throws `INVALID_KEY`, `INVALID_VALUE`, `VALUE_TOO_LARGE`, `BUCKET_FULL`, `REVISION_MISMATCH`,
   * `KEY_EXISTS`, `INVALID_TTL`, `TTL_NOT_ENABLED`, and then nothing has changed.
   */
  put(key: string, value: Value, options?: PutOptions): number;
  /** Stores a value where there is no live one; throws `KEY_EXISTS` where there is (R4.2). */
  create(key: string, value: Value, options?: CreateOptions): number;
  /** Stores a value where the key's last entry, marker or not, has revision `expected` (R4.4); it has no time to live. */
  update(key: string, value: Value, expected: number): number;
  /** Adds a DEL marker and gives its revision; what is below stays (R5.1). */
  delete(key: string, options?: DeleteOptions): number;
  /** Adds a PURGE marker and removes everything below it (R5.2). */
  purge(key: string, options?: PurgeOptions): number;
  /** The live value of a key, or what one of its revisions holds; null when there is none (R7). */
  get(
    key: string,
    options?: EngineGetOptions & { readonly includeDeleted?: false | undefined },
  ): KvPut | null;
  get(
    key: string,
    options: EngineGetOptions & { readonly includeDeleted: boolean },
  ): KvEntry | null;
  /** The keys that have a live value, in order of its revision (R8). */
  keys(filter?: Filter): string[];
  /** All stored entries, markers included, in order of revision (R9). */
  history(filter: Filter): KvEntry[];
  /** Removes old markers and what lies below markers; gives the number of entries removed (R6). */
  purgeDeletes(options?: { readonly olderThanMs?: number | undefined }): number;
  /** Settings and sizes (R14). */
  status(): KvStatus;
  /**
   * Calls `listener` with the initial values before it returns, then with every entry, in order: a write
   * commits, then delivers, then returns (R10). What a listener throws, or rejects with, goes to
   * `onListenerError`. When the bucket is deleted the watch is over, without a word.
   *
   * @returns A function that ends the watch.
   */
  watch(filter: Filter, listener: EngineListener, options?: EngineWatchOptions): () => void;
}

/** What a get asks for. */
interface GetPlan {
  readonly revision: number | undefined;
  readonly withMarkers: boolean;
}

/** What most ask for. */
const PLAIN: GetPlan = { revision: undefined, withMarkers: false };

const STARTS = { last: "last", history: "all", updates: "new" } as const;

/** The handle of a bucket: judges what it is given and asks the log that is there now. */
export class Bucket implements EngineBucket {
  readonly #find: () => BucketLog;
  readonly #report: (error: unknown) => void;
  readonly #writes = new Writes(bytes);
  readonly #shape: EntryShape<KvEntry>;

  /**
   * @param find - Gives the bucket's log, or throws `BUCKET_NOT_FOUND`.
   * @param report - Gets what a listener throws, or rejects with.
   */
  constructor(name: string, find: () => BucketLog, report: (error: unknown) => void) {
    this.#find = find;
    this.#report = report;
    this.#shape = shapeOf(name, (raw, origin, turn) => toEntry(raw, origin, bytes, turn));
  }

  put(key: string, value: Value, options?: PutOptions): number {
    return this.#write(this.#writes.put(key, value, options));
  }

  create(key: string, value: Value, options?: CreateOptions): number {
    return this.#write(this.#writes.create(key, value, options));
  }

  update(key: string, value: Value, expected: number): number {
    return this.#write(this.#writes.update(key, value, expected));
  }

  delete(key: string, options?: DeleteOptions): number {
    return this.#write(this.#writes.delete(key, options));
  }

  purge(key: string, options?: PurgeOptions): number {
    return this.#write(this.#writes.purge(key, options));
  }

  get(
    key: string,
    options?: EngineGetOptions & { readonly includeDeleted?: false | undefined },
  ): KvPut | null;
  get(
    key: string,
    options: EngineGetOptions & { readonly includeDeleted: boolean },
  ): KvEntry | null;
  get(key: string, options?: EngineGetOptions): KvEntry | null {
    const judged = parseKey(key);
    const { revision, withMarkers } = options === undefined ? PLAIN : parseGetOptions(options);
    const log = this.#find();
    const raw = revision === undefined ? log.entry(judged) : log.entryAt(revision);
    if (raw === undefined || raw.key !== judged) return null;
    return raw.operation !== "PUT" && !withMarkers ? null : this.#shape.entry(raw, false);
  }

  keys(filter: Filter = ">"): string[] {
    const filters = parseFilters(filter);
    return this.#find().keys(filters);
  }

  history(filter: Filter): KvEntry[] {
    const filters = parseFilters(filter);
    const found = this.#find().history(filters);
    return found.map((raw) => this.#shape.entry(raw, false));
  }

  purgeDeletes(options?: { readonly olderThanMs?: number | undefined }): number {
    const given = parseOptions("purgeDeletes", options, ["olderThanMs"]);
    const olderThanMs = parseOlderThan(given.olderThanMs);
    return this.#find().dropMarkers(olderThanMs);
  }

  status(): KvStatus {
    return this.#find().status();
  }

  watch(filter: Filter, listener: EngineListener, options?: EngineWatchOptions): () => void {
    const filters = parseFilters(filter);
    if (typeof listener !== "function") throw invalidArgument("watch calls a function");
    const given = parseOptions("watch", options, ["include"]);
    const include = parseChoice("include", given.include, ["last", "history", "updates"], "last");
    const sink = new ListenerSink(listener, { shape: this.#shape, report: this.#report });
    const plan = { filters, start: STARTS[include], metaOnly: false, live: true };
    sink.attach(this.#find().subscribe(plan, sink));
    return sink.stop;
  }

  /** What was called with has been judged by now; only then is the log asked for. */
  #write(write: Write): number {
    return this.#find().write(write);
  }
}

function parseGetOptions(options: EngineGetOptions): GetPlan {
  const given = parseOptions("get", options, ["revision", "includeDeleted"]);
  return {
    revision: parseCount("revision", given.revision, 1),
    withMarkers: parseFlag("includeDeleted", given.includeDeleted, false),
  };
}
