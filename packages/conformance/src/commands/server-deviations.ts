import {
  connect,
  isKvError,
  type KvBucket,
  type KvEntry,
  type KvManager,
  type Transport,
} from "@revkv/core";
import type { KvConfig } from "@revkv/core/words";
import { bytesOf, lastOf } from "../model/model-bucket.ts";
import { sizeOf } from "../model/sizes.ts";
import type { Place, ServerDeviation } from "./deviation.ts";

/** In what servers are known to differ from 2.15.1, whose ways `local()` has. */
export const SERVER_DEVIATIONS: readonly ServerDeviation[] = [
  {
    id: "revision-before-size",
    rule: "a write that is too large and at a wrong revision is told the revision",
    servers: ["2.9.", "2.10."],
    diverges: false,
    explains: (place) =>
      (isTooLarge(place.expected) && isOtherRevision(place)) || isSizeOfSecondTry(place),
    occurs: (transport) =>
      withBucket(transport, { maxValueBytes: 60 }, async (bucket) => {
        await bucket.put("a", "v");
        return (await failureOf(bucket.update("a", "x".repeat(60), 9))) === "REVISION_MISMATCH";
      }),
  },
  {
    id: "exact-fit",
    rule: "a write that would fill the bucket to the last byte finds it full",
    servers: ["2.10."],
    diverges: true,
    explains: (place) => {
      const write = refusedAsFull(place);
      return write !== undefined && write.bytes + write.size === write.maxBytes;
    },
    occurs: async (transport) => {
      const size = await sizeOfFirst(transport, "memory");
      return withBucket(transport, { storage: "memory", maxBytes: size }, async (bucket) => {
        return (await failureOf(bucket.put("a", "v"))) === "BUCKET_FULL";
      });
    },
  },
  {
    id: "same-size-in-file",
    rule: "in a full bucket kept in files, a write as large as the entry that it makes its key drop finds it full",
    servers: ["2.10."],
    diverges: true,
    explains: (place) => {
      const write = refusedAsFull(place);
      if (write === undefined || place.buckets.before?.settings.storage !== "file") return false;
      return write.bytes + write.size > write.maxBytes && write.size === write.dropped;
    },
    occurs: async (transport) => {
      const size = await sizeOfFirst(transport, "file");
      const config: KvConfig = { storage: "file", maxBytes: size + 1 };
      return withBucket(transport, config, async (bucket) => {
        await bucket.put("a", "v");
        return (await failureOf(bucket.put("a", "w"))) === "BUCKET_FULL";
      });
    },
  },
  {
    id: "delta-of-wider-filter",
    rule: "where one wider filter stands in for several, `delta` counts what it lets through in vain",
    servers: ["2.10."],
    diverges: false,
    explains: ({ what, path, expected, found, around }) =>
      /\["[^"]*",.*\]/.test(what) &&
      path.at(-1) === "delta" &&
      Number(found) > Number(expected) &&
      isInitial(around?.expected),
    occurs: (transport) =>
      withBucket(transport, {}, async (bucket) => {
        await bucket.put("a.x", "v");
        await bucket.put("c.c", "not wanted");
        const entries = await bucket.history(["a.*", "*.b"]).toArray().catch(noneFromOldServers);
        return entries[0]?.delta === 1;
      }),
  },
  {
    id: "resurrected",
    rule: "a bucket kept in files and made again after it was deleted holds now and then what it held",
    servers: ["2."],
    diverges: true,
    explains: ({ expected, found }) =>
      isStatus(expected) &&
      isStatus(found) &&
      expected.bucket === found.bucket &&
      expected.config.storage === "file" &&
      expected.lastRevision === 0 &&
      Number(found.lastRevision) > 0,
  },
];

function isTooLarge(error: unknown): boolean {
  return isKvErrorLike(error) && error.code === "VALUE_TOO_LARGE" && error.natsCode === 10054;
}

/** The key is where the store says it is, and that is not where the write wanted it. */
function isOtherRevision({ found, buckets: { after } }: Place): boolean {
  if (!isKvErrorLike(found) || found.natsCode !== 10071 || after === undefined) return false;
  const { code, key, actual, expected } = found;
  const last = lastOf(after, String(key));
  if (actual !== (last?.revision ?? 0)) return false;
  if (code === "KEY_EXISTS") return last?.operation === "PUT";
  return code === "REVISION_MISMATCH" && expected !== actual;
}

function isInitial(entry: unknown): boolean {
  const isEntry = typeof entry === "object" && entry !== null && "isUpdate" in entry;
  return isEntry && entry.isUpdate === false;
}

interface StatusLike {
  readonly bucket: unknown;
  readonly lastRevision: unknown;
  readonly config: { readonly storage?: unknown };
}

function isStatus(value: unknown): value is StatusLike {
  return (
    typeof value === "object" && value !== null && "lastRevision" in value && "config" in value
  );
}

/** A write that the model stored and the store found no room for; undefined for anything else. */
function refusedAsFull({ path, expected, found, buckets }: Place): WriteInFull | undefined {
  const { before, after } = buckets;
  // The whole answer, or that to the one write of a burst.
  const isAnswer = path.length === 0 || path.join(".") === "value.0";
  if (!isAnswer || before === undefined || after === undefined) return undefined;
  const error = (found as { readonly error?: unknown }).error;
  if (!isKvErrorLike(error) || error.code !== "BUCKET_FULL") return undefined;
  const { value } = expected as { readonly value?: unknown };
  const entry = after.entries.find(({ revision }) => revision === value);
  const { maxBytes, history, storage } = before.settings;
  if (entry === undefined || maxBytes === undefined) return undefined;
  const place = { bucket: before.name, storage };
  const stored = before.entries.filter(({ key }) => key === entry.key);
  const [oldest] = stored;
  const dropsOldest = oldest !== undefined && stored.length >= history;
  return {
    size: sizeOf(place, entry),
    bytes: bytesOf(before),
    maxBytes,
    dropped: dropsOldest ? sizeOf(place, oldest) : undefined,
  };
}

interface WriteInFull {
  readonly size: number;
  /** Those of the bucket before the write. */
  readonly bytes: number;
  readonly maxBytes: number;
  /** The size of the entry that the write makes its key drop; undefined for none. */
  readonly dropped: number | undefined;
}

/**
 * A create over a marker is told of the marker first, and that it is too large when it demands the
 * marker's revision: which may take more digits than 0.
 */
function isSizeOfSecondTry({ path, expected, found, around, buckets: { after } }: Place): boolean {
  if (path.at(-1) !== "size" || !isTooLarge(around?.expected)) return false;
  const more = Number(found) - Number(expected);
  const markers = after?.entries.filter(({ operation }) => operation !== "PUT") ?? [];
  return markers.some(({ revision }) => String(revision).length - 1 === more);
}

type ErrorLike = Readonly<Record<"code" | "natsCode", unknown>> &
  Readonly<Partial<Record<"key" | "actual" | "expected" | "size" | "limit", unknown>>>;

function isKvErrorLike(error: unknown): error is ErrorLike {
  return typeof error === "object" && error !== null && "code" in error && "natsCode" in error;
}

/** What `put("a", "v")` takes of a bucket. */
async function sizeOfFirst(transport: Transport, storage: "memory" | "file"): Promise<number> {
  return withBucket(transport, { storage }, async (bucket) => {
    await bucket.put("a", "v");
    return (await bucket.status()).bytes;
  });
}

async function withBucket<T>(
  transport: Transport,
  config: KvConfig,
  script: (bucket: KvBucket, manager: KvManager) => Promise<T>,
): Promise<T> {
  const manager = await connect(transport);
  const bucket = await manager.create("deviation", config);
  try {
    return await script(bucket, manager);
  } finally {
    await manager.delete("deviation");
    await manager.close();
  }
}

/** Those before 2.10 take no more than one filter. */
function noneFromOldServers(error: unknown): readonly KvEntry[] {
  if (isKvError(error, "FEATURE_UNSUPPORTED")) return [];
  throw error;
}

async function failureOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "no failure",
    (error: unknown) => (isKvError(error) ? error.code : String(error)),
  );
}
