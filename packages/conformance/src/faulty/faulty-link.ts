import {
  isKvError,
  type Answer,
  type BucketLink,
  type RawEntry,
  type Sink,
  type SubscribeRequest,
  type Subscription,
  type Write,
} from "@revkv/core";
import { POSSIBLE } from "./call-fault.ts";
import type { Call } from "./call.ts";
import type { Calls } from "./calls.ts";
import type { FaultyFeed, FeedParts } from "./faulty-feed.ts";
import type { CallAbout } from "./next-faults.ts";
import type { Past } from "./past.ts";

/** What a link needs of its store. */
export interface LinkParts {
  readonly bucket: string;
  /** The link of the backend. */
  readonly link: BucketLink;
  readonly calls: Calls;
  readonly past: Past;
  /** Makes a feed, which hears of the connection until it is over. */
  readonly feed: (parts: Pick<FeedParts, "call" | "request" | "sink">) => FaultyFeed;
}

type Consistency = "direct" | "leader" | undefined;

const VERBS = { PUT: "put", DEL: "delete", PURGE: "purge" } as const;

/** One bucket, over a connection on which things go wrong. */
export class FaultyLink implements BucketLink {
  readonly #parts: LinkParts;
  /** Over a wire: what is there before each write so far is known. */
  #looked: Promise<readonly [RawEntry | null | undefined, unknown]> | undefined;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  write(write: Write, signal?: AbortSignal): Answer<number> {
    const { key, operation } = write;
    // It may wait for a connection: the caller's bytes are copied now.
    const own = { ...write, bytes: new Uint8Array(write.bytes) };
    const call = this.#call({
      kind: "write",
      what: `${VERBS[operation]} ${JSON.stringify(key)}`,
      key,
      possible: POSSIBLE.write,
    });
    return this.#parts.calls.make(call, () => this.#write(own, signal));
  }

  read(key: string, consistency: Consistency, signal?: AbortSignal): Answer<RawEntry | null> {
    const { link, calls } = this.#parts;
    const what = `get ${JSON.stringify(key)}`;
    const possible = consistency === "leader" ? POSSIBLE.any : POSSIBLE.get;
    const call = this.#call({ kind: "read", what, key, possible });
    return calls.make(call, () =>
      after(link.read(key, consistency, signal), (entry) =>
        entry === null ? null : (this.#found(call, [entry])[0] ?? null),
      ),
    );
  }

  readAt(
    revision: number,
    consistency: Consistency,
    signal?: AbortSignal,
  ): Answer<RawEntry | null> {
    const { link, calls } = this.#parts;
    const call = this.#call({ kind: "read", what: `get revision ${revision}` });
    return calls.make(call, () => link.readAt(revision, consistency, signal));
  }

  readMany(keys: readonly string[], signal?: AbortSignal): Answer<readonly RawEntry[]> {
    const { link, calls } = this.#parts;
    const call = this.#call({ kind: "read", what: "getMany", possible: POSSIBLE.get });
    return calls.make(call, () =>
      after(link.readMany(keys, signal), (entries) => this.#found(call, entries)),
    );
  }

  async subscribe(request: SubscribeRequest, sink: Sink): Promise<Subscription> {
    const { calls } = this.#parts;
    const what = `${request.live ? "watch" : "list"} ${request.filters.join(", ")}`;
    const call = this.#call({ kind: "read", what, possible: POSSIBLE.flow });
    const feed = this.#parts.feed({ call, request, sink });
    try {
      return await calls.make(call, () => feed.open());
    } catch (error) {
      // A read is cut short by the loss of its connection, also when it has hardly begun.
      if (!request.live && isKvError(error, "DISCONNECTED")) {
        feed.closed(error);
        return feed;
      }
      await feed.stop();
      throw error;
    }
  }

  async dropMarkers(olderThanMs: number, signal?: AbortSignal): Promise<number> {
    const { link, calls } = this.#parts;
    const call = this.#call({ kind: "write", what: "purgeDeletes" });
    return calls.make(call, () => link.dropMarkers(olderThanMs, signal));
  }

  /** Looks first at what is there: a stale read will show it. Writes keep their order all the same. */
  #write(write: Write, signal: AbortSignal | undefined): Answer<number> {
    const before = seen(() => this.#parts.link.read(write.key, "leader"));
    if (!(before instanceof Promise)) return this.#writeOver(before, write, signal);
    this.#looked = Promise.all([before, this.#looked]);
    return this.#looked.then(([entry]) => this.#writeOver(entry, write, signal));
  }

  #writeOver(
    before: RawEntry | null | undefined,
    write: Write,
    signal: AbortSignal | undefined,
  ): Answer<number> {
    const { link, past, bucket } = this.#parts;
    const noted = (revision: number): number => {
      past.note({ bucket, key: write.key }, before, revision);
      return revision;
    };
    return after(link.write(write, signal), noted);
  }

  #call(about: Pick<CallAbout, "kind" | "what"> & Partial<CallAbout>): Call {
    const { calls, bucket } = this.#parts;
    const what = `${about.what} in ${JSON.stringify(bucket)}`;
    return calls.plan({
      isWrite: about.kind === "write",
      possible: POSSIBLE.any,
      ...about,
      what,
    });
  }

  /** What a read has found, as of an earlier moment where the call is to meet that. */
  #found(call: Call, entries: readonly RawEntry[]): readonly RawEntry[] {
    if (call.fault !== "stale") return entries;
    const earlier = this.#parts.past.withoutNewest(this.#parts.bucket, entries);
    if (earlier !== undefined) call.met("stale");
    return earlier ?? entries;
  }
}

/** What is there before a write; undefined where it cannot be read, and the write will tell why. */
function seen(read: () => Answer<RawEntry | null>): Answer<RawEntry | null | undefined> {
  try {
    const answer = read();
    return answer instanceof Promise ? answer.catch(() => undefined) : answer;
  } catch {
    return undefined;
  }
}

function after<T, U>(answer: Answer<T>, make: (result: T) => U): Answer<U> {
  return answer instanceof Promise ? answer.then(make) : make(answer);
}
