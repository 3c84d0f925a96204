import type {
  BucketLink,
  KvStatus,
  RawEntry,
  Sink,
  Store,
  SubscribeRequest,
  Subscription,
  Transport,
} from "@revkv/core";
import { LOCAL } from "../../src/index.ts";
import type { ModelBucket } from "../../src/model/model-bucket.ts";
import { seenEntry, type Seen } from "../../src/model/model-entry.ts";
import { ModelStore } from "../../src/model/model-store.ts";
import { get, history, keys, purgeDeletes, status } from "../../src/model/reading.ts";
import { matchesAny } from "../../src/model/wildcards.ts";
import { write } from "../../src/model/writing.ts";

/** The reference model behind the contract, without time and of one client. */
export function modelTransport(): Transport {
  const model = new ModelStore(0);
  return { name: "model", open: async () => new StoreOfModel(model) };
}

class StoreOfModel implements Store {
  readonly features = LOCAL.features;
  readonly #model: ModelStore;

  constructor(model: ModelStore) {
    this.#model = model;
  }

  async createBucket(...given: Parameters<Store["createBucket"]>): Promise<void> {
    this.#model.create(...given);
  }

  async updateBucket(...given: Parameters<Store["updateBucket"]>): Promise<void> {
    this.#model.update(...given);
  }

  async deleteBucket(name: string): Promise<boolean> {
    return this.#model.delete(name);
  }

  async bucketStatus(name: string): Promise<KvStatus> {
    return { ...status(this.#model.bucket(name)), backingStore: "model", ignored: [] };
  }

  async *bucketNames(): AsyncGenerator<string> {
    yield* this.#model.names;
  }

  async *bucketStatuses(): AsyncGenerator<KvStatus> {
    for (const name of this.#model.names) yield this.bucketStatus(name);
  }

  async link(name: string): Promise<BucketLink> {
    this.#model.bucket(name);
    return linkOf(this.#model, name);
  }

  async close(): Promise<void> {}
}

function linkOf(model: ModelStore, name: string): BucketLink {
  const bucket = (): ModelBucket => model.bucket(name);
  const last = (key: string): Seen | null => get(bucket(), key, { includeDeleted: true });
  return {
    write: (wanted) => write(bucket(), wanted),
    read: (key) => rawOrNull(last(key)),
    readAt: (revision) => {
      const key = bucket().entries.find((entry) => entry.revision === revision)?.key ?? "";
      return rawOrNull(get(bucket(), key, { revision, includeDeleted: true }));
    },
    readMany: (wanted) => wanted.flatMap((key) => last(key) ?? []).map(raw),
    subscribe: async (request, sink) => {
      const initial = initialValues(model, name, request);
      for (const seen of initial) sink.entry(raw(seen));
      sink.caughtUp();
      return request.live ? followed(bucket(), request, sink) : over;
    },
    dropMarkers: async (olderThanMs) => purgeDeletes(bucket(), olderThanMs),
  };
}

const over: Subscription = { resume: () => undefined, stop: async () => undefined };

/** Each kind of read by the model's own function for it. */
function initialValues(
  model: ModelStore,
  name: string,
  { filters, start, metaOnly }: SubscribeRequest,
): readonly Seen[] {
  if (start === "all") return history(model.bucket(name), filters, metaOnly);
  const watch = model.watch(name, 0, {
    filters,
    start: start === "new" ? "updates" : start,
    ignoreDeletes: false,
    metaOnly,
    maxEntries: 1,
    onOverflow: "error",
  });
  watch.consume();
  watch.finish("clean");
  const values = watch.seen.filter(({ operation }) => operation === "PUT").map(({ key }) => key);
  if (start === "last" && values.join() !== keys(model.bucket(name), filters).join()) {
    throw new Error(`the model has other keys than values: ${values.join()}`);
  }
  return watch.seen;
}

function followed(bucket: ModelBucket, request: SubscribeRequest, sink: Sink): Subscription {
  const { filters, metaOnly } = request;
  const watch: ModelBucket["watches"][number] = {
    offer: (entry) => {
      if (!matchesAny(filters, entry.key)) return;
      sink.entry(raw(seenEntry(bucket.name, entry, { delta: 0, isUpdate: true, metaOnly })));
    },
    finish: (reason) => sink.closed(reason),
  };
  bucket.watches = [...bucket.watches, watch];
  const stop = async (): Promise<void> => {
    bucket.watches = bucket.watches.filter((other) => other !== watch);
  };
  return { ...over, stop };
}

function rawOrNull(seen: Seen | null): RawEntry | null {
  return seen === null ? null : raw(seen);
}

function raw({ value = "", ...seen }: Seen): RawEntry {
  return { ...seen, bytes: Uint8Array.from(value, (character) => character.charCodeAt(0)) };
}
