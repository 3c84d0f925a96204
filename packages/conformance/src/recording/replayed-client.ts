import type { Answer, BucketLink, RawEntry, Store } from "@revkv/core";
import type { CallLine, RecordedResult, SubscribeCall } from "./line.ts";
import { bytesOf } from "./recorded-bytes.ts";
import { recordedEntry, recordedEntryOrNull } from "./recorded-entry.ts";
import type { ReplayedWatch } from "./replayed-watch.ts";

const OF_LINK = ["write", "read", "readAt", "readMany", "subscribe", "dropMarkers"] as const;
type LinkCall = Extract<CallLine, { readonly ask: (typeof OF_LINK)[number] }>;

/** One client of a recording, on another store. */
export class ReplayedClient {
  readonly store: Store;
  readonly #watchOf: (call: SubscribeCall) => ReplayedWatch;
  readonly #links = new Map<string, BucketLink>();

  constructor(store: Store, watchOf: (call: SubscribeCall) => ReplayedWatch) {
    this.store = store;
    this.#watchOf = watchOf;
  }

  /** Makes a recorded call; gives and throws what the store does. */
  async ask(call: CallLine): Promise<RecordedResult> {
    return isOfLink(call)
      ? this.#askLink(call, await this.#link(call.bucket))
      : this.#askStore(call);
  }

  #askStore(call: Exclude<CallLine, LinkCall>): Promise<RecordedResult> {
    const { store } = this;
    switch (call.ask) {
      case "createBucket":
        return nothing(store.createBucket(call.bucket, call.config));
      case "updateBucket":
        return nothing(store.updateBucket(call.bucket, call.config));
      case "deleteBucket":
        return store.deleteBucket(call.bucket);
      case "bucketStatus":
        return store.bucketStatus(call.bucket);
      case "bucketNames":
        return listOf(store.bucketNames());
      case "bucketStatuses":
        return listOf(store.bucketStatuses());
      case "link":
        return nothing(this.#newLink(call.bucket));
      case "close":
      default:
        return nothing(store.close());
    }
  }

  #askLink(call: LinkCall, link: BucketLink): Answer<RecordedResult> {
    switch (call.ask) {
      case "write": {
        const { key, operation, value, expected, ttlMs } = call;
        return link.write({ key, operation, bytes: bytesOf(value), expected, ttlMs });
      }
      case "read":
        return entryOrNull(link.read(call.key, call.consistency));
      case "readAt":
        return entryOrNull(link.readAt(call.revision, call.consistency));
      case "readMany":
        return entries(link.readMany(call.keys));
      case "subscribe":
        return nothing(this.#watchOf(call).open(link));
      case "dropMarkers":
      default:
        return link.dropMarkers(call.olderThanMs);
    }
  }

  /** A history that was put together by hand may leave out how its links came about. */
  async #link(bucket: string): Promise<BucketLink> {
    return this.#links.get(bucket) ?? this.#newLink(bucket);
  }

  async #newLink(bucket: string): Promise<BucketLink> {
    const link = await this.store.link(bucket);
    this.#links.set(bucket, link);
    return link;
  }
}

function isOfLink(call: CallLine): call is LinkCall {
  return (OF_LINK as readonly string[]).includes(call.ask);
}

async function nothing(answer: Promise<unknown>): Promise<null> {
  await answer;
  return null;
}

async function listOf<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function entryOrNull(answer: Answer<RawEntry | null>): Promise<RecordedResult> {
  return recordedEntryOrNull(await answer);
}

async function entries(answer: Answer<readonly RawEntry[]>): Promise<RecordedResult> {
  return (await answer).map(recordedEntry);
}
