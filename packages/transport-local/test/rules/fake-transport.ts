import type {
  BucketLink,
  KvBucket,
  KvManager,
  KvOperation,
  RawEntry,
  Sink,
  Store,
  Subscription,
  TransportFeatures,
} from "@revkv/core";
import { connect } from "@revkv/core";

/** A promise that the test settles. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolveIt, rejectIt) => {
    resolve = resolveIt;
    reject = rejectIt;
  });
  return { promise, resolve, reject };
}

/** What a fake does otherwise than answering at once with nothing. */
export interface FakeParts {
  readonly features?: Partial<TransportFeatures>;
  readonly link?: Partial<BucketLink>;
  readonly store?: Partial<Omit<Store, "features">>;
}

/** A manager and a bucket over a backend that does what the test says. */
export async function fake(
  parts: FakeParts = {},
): Promise<{ readonly kv: KvManager; readonly bucket: KvBucket }> {
  const kv = await connect({ name: "fake", open: async () => fakeStore(parts) });
  return { kv, bucket: await kv.open("b") };
}

function fakeStore({ features, link, store }: FakeParts): Store {
  return {
    features: {
      ttl: true,
      limitMarkers: true,
      multiFilter: true,
      snapshotRead: true,
      mirror: true,
      metadata: true,
      compression: true,
      ...features,
    },
    createBucket: async () => undefined,
    updateBucket: async () => undefined,
    deleteBucket: async () => true,
    bucketStatus: () => Promise.reject(new Error("no status")),
    bucketNames: async function* () {},
    bucketStatuses: async function* () {},
    link: async () => fakeLink(link),
    close: async () => undefined,
    ...store,
  };
}

function fakeLink(parts: Partial<BucketLink> = {}): BucketLink {
  return {
    write: async () => 1,
    read: async () => null,
    readAt: async () => null,
    readMany: async () => [],
    subscribe: async (request, sink) => {
      sink.caughtUp();
      return subscription();
    },
    dropMarkers: async () => 0,
    ...parts,
  };
}

/** The flow of entries of a fake; counts what is asked of it. */
export function subscription(
  asked: { stops: number; resumes: number } = { stops: 0, resumes: 0 },
): Subscription {
  return {
    resume: () => void (asked.resumes += 1),
    stop: async () => void (asked.stops += 1),
  };
}

/** A raw entry as a backend gives it. */
export function raw(key: string, revision: number, operation: KvOperation = "PUT"): RawEntry {
  const bytes = new TextEncoder().encode(operation === "PUT" ? `v${revision}` : "");
  return {
    key,
    revision,
    createdMs: revision,
    operation,
    reason: undefined,
    bytes,
    length: bytes.length,
    delta: 0,
  };
}

/** Puts entries into a sink. */
export function fill(sink: Sink, entries: readonly RawEntry[]): void {
  for (const entry of entries) sink.entry(entry);
}
