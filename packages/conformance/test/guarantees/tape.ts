import type { SubscribeRequest } from "@revkv/core";
import type { KvConfig, KvOperation } from "@revkv/core/words";
import type {
  RecordedEntry,
  RecordedError,
  RecordedLine,
  RecordedRequest,
  RecordedResult,
  WatchLine,
} from "../../src/recording/line.ts";

const FEATURES = {
  ttl: true,
  limitMarkers: true,
  multiFilter: true,
  snapshotRead: true,
  mirror: false,
  metadata: true,
  compression: true,
};
const UNKNOWN: RecordedError = {
  code: "TIMEOUT",
  details: { outcomeUnknown: true },
  message: "no answer in time",
};

type Ending = { readonly result: RecordedResult } | { readonly error: RecordedError };
type Happening<Line> = Line extends unknown ? Omit<Line, "atMs" | "watch"> : never;

/** A recording that is written by hand: one client, one bucket, one watch at a time. */
export class Tape {
  readonly lines: RecordedLine[] = [
    { recording: 1, title: "by hand", backend: "none", features: FEATURES, validated: [] },
  ];
  /** What was written, by revision. */
  readonly #entries = new Map<number, RecordedEntry>();
  #calls = 0;
  #watch = 0;
  #lastRevision = 0;
  #nowMs = 0;

  /** The bucket is made. */
  make(config: KvConfig = { history: 64 }): this {
    this.#lastRevision = 0;
    return this.#ask({ ask: "createBucket", config }, { result: null });
  }

  /** The bucket gets other settings. */
  update(config: KvConfig): this {
    return this.#ask({ ask: "updateBucket", config }, { result: null });
  }

  /** Time goes by. */
  pass(ms: number): this {
    this.#nowMs += ms;
    return this;
  }

  /** The bucket is deleted, while something else happens. */
  unmake(meanwhile: () => void = () => undefined): this {
    return this.#ask({ ask: "deleteBucket" }, { result: true }, meanwhile);
  }

  /** Keys are written, one after the other, in this way; each gets the next revision. */
  write(keys: string, operation: KvOperation = "PUT", ttlMs?: number): this {
    const ttl = ttlMs === undefined ? {} : { ttlMs };
    for (const key of keys.split(" ")) {
      const value = this.#store(key, operation);
      const write = { ask: "write", key, operation, value, expected: "any", ...ttl } as const;
      this.#ask(write, { result: this.#lastRevision });
    }
    return this;
  }

  /** A key is written, and nobody is told how that ended. */
  writeUntold(key: string): this {
    const value = this.#store(key, "PUT");
    return this.#ask(
      { ask: "write", key, operation: "PUT", value, expected: "any" },
      { error: UNKNOWN },
    );
  }

  /** Markers are removed. */
  dropMarkers(): this {
    return this.#ask({ ask: "dropMarkers", olderThanMs: 0 }, { result: 1 });
  }

  /** The watch is asked for: of everything that is stored, and live, unless told otherwise. */
  watch(request: Partial<SubscribeRequest> = {}): this {
    const all = { filters: [">"], start: "all", metaOnly: false, live: true } as const;
    this.#watch = this.#calls + 1;
    return this.#ask({ ask: "subscribe", ...all, ...request }, { result: null });
  }

  /** The watch is given the entries of these revisions. */
  give(...revisions: readonly number[]): this {
    for (const revision of revisions) this.giveChanged(revision, {});
    return this;
  }

  /** The watch is given an entry otherwise than it was written. */
  giveChanged(revision: number, change: Partial<RecordedEntry>): this {
    const entry = this.#entries.get(revision);
    if (entry === undefined) throw new Error(`nothing has revision ${revision}`);
    return this.#happen({ entry: { ...entry, ...change } });
  }

  /** The watch is given an entry that nobody is seen to write; its revision is the next, where it is new. */
  giveForeign(revision: number, entry: Partial<RecordedEntry> & { readonly key: string }): this {
    this.#lastRevision = Math.max(this.#lastRevision, revision);
    const blank = {
      revision,
      createdMs: 0,
      operation: "PUT",
      value: "",
      length: 0,
      delta: 0,
    } as const;
    return this.#happen({ entry: { ...blank, ...entry } });
  }

  /** The watch is told that it has all initial values. */
  caughtUp(): this {
    return this.#happen({ caughtUp: true });
  }

  /** The watch is told its end: of which it is told why, or cleanly. */
  closed(code: RecordedError["code"] | null): this {
    return this.#happen({ closed: code === null ? null : { code, message: "" } });
  }

  /** The reader stops the watch. */
  stopped(): this {
    return this.#happen({ stopped: true });
  }

  /** The client closes its store. */
  leave(): this {
    return this.#ask({ ask: "close" }, { result: null });
  }

  #store(key: string, operation: KvOperation): string {
    this.#lastRevision += 1;
    const revision = this.#lastRevision;
    const value = operation === "PUT" ? `value ${revision}` : "";
    const { length } = value;
    this.#entries.set(revision, {
      key,
      revision,
      createdMs: 0,
      operation,
      value,
      length,
      delta: 0,
    });
    return value;
  }

  #ask(request: RecordedRequest, ending: Ending, meanwhile?: () => void): this {
    this.#calls += 1;
    const call = this.#calls;
    const atMs = this.#nowMs;
    this.lines.push({ call, client: "one", bucket: "b", ...request, atMs });
    meanwhile?.();
    this.lines.push({ return: call, ...ending, atMs });
    return this;
  }

  #happen(what: Happening<WatchLine>): this {
    this.lines.push({ watch: this.#watch, ...what, atMs: this.#nowMs });
    return this;
  }
}
