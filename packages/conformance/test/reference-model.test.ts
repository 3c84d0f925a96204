import { isKvError, type KvConfig, type KvOperation } from "@revkv/core/words";
import { describe, expect, test } from "vitest";
import { changeSettings, passTime } from "../src/model/expiring.ts";
import { bytesOf, newBucket, type ModelBucket } from "../src/model/model-bucket.ts";
import { ModelStore } from "../src/model/model-store.ts";
import { get, history, keys, purgeDeletes, status } from "../src/model/reading.ts";
import { matchesAny } from "../src/model/wildcards.ts";
import { write } from "../src/model/writing.ts";

// Numbers in these tests were measured on nats-server 2.15.1.

/** The subject of this key in this bucket has 10 bytes. */
const KEY = "kkkk";

function bucketWith(config: KvConfig): ModelBucket {
  return newBucket("b", { storage: "memory", ...config }, 0);
}

interface Wanted {
  readonly size?: number;
  readonly key?: string;
  readonly expected?: number | "absent";
  readonly ttlMs?: number;
}

function doWrite(bucket: ModelBucket, operation: KvOperation, wanted: Wanted): number {
  return write(bucket, {
    key: wanted.key ?? KEY,
    operation,
    bytes: new Uint8Array(wanted.size ?? 0).fill(97),
    expected: wanted.expected ?? "any",
    ttlMs: wanted.ttlMs,
  });
}

const put = (bucket: ModelBucket, wanted: Wanted = {}): number => doWrite(bucket, "PUT", wanted);
const del = (bucket: ModelBucket, wanted: Wanted = {}): number => doWrite(bucket, "DEL", wanted);
const purge = (bucket: ModelBucket, wanted: Wanted = {}): number =>
  doWrite(bucket, "PURGE", wanted);

/** The code of the refusal, and what NATS calls it. */
function refusal(attempt: () => unknown): string {
  try {
    attempt();
    return "none";
  } catch (error) {
    return isKvError(error) ? `${error.code} ${error.natsCode}` : String(error);
  }
}

/** What is stored, in short: revision, operation and, for a limit marker, its reason. */
function stored(bucket: ModelBucket): readonly string[] {
  return bucket.entries.map(
    ({ revision, operation, reason }) => `${revision} ${reason ?? operation}`,
  );
}

describe("history and markers", () => {
  test("markers count in history: with 3, v1..v5, DEL, v6 leave 5, 6 and 7", () => {
    const bucket = bucketWith({ history: 3 });
    for (let count = 0; count < 5; count += 1) put(bucket);
    del(bucket);
    put(bucket);
    expect(stored(bucket)).toEqual(["5 PUT", "6 DEL", "7 PUT"]);
  });

  test("a purge leaves its marker alone; both kinds of marker can be repeated", () => {
    const bucket = bucketWith({ history: 5 });
    put(bucket);
    put(bucket);
    expect([purge(bucket), del(bucket), del(bucket)]).toEqual([3, 4, 5]);
    expect(stored(bucket)).toEqual(["3 PURGE", "4 DEL", "5 DEL"]);
    expect(get(bucket, KEY, { includeDeleted: false })).toBeNull();
    expect(get(bucket, KEY, { includeDeleted: true })?.revision).toBe(5);
  });

  test("history counts down, keys come in order of their last revision", () => {
    const bucket = bucketWith({ history: 5 });
    for (const key of ["a", "b", "a.x", "a", "c"]) put(bucket, { key });
    del(bucket, { key: "c" });
    expect(keys(bucket, [">"])).toEqual(["b", "a.x", "a"]);
    expect(history(bucket, ["a", "c"], false).map((seen) => [seen.revision, seen.delta])).toEqual([
      [1, 3],
      [4, 2],
      [5, 1],
      [6, 0],
    ]);
  });

  test("purgeDeletes takes deleted keys whole, old values below young markers, and no live key", () => {
    const bucket = bucketWith({ history: 5 });
    for (const key of ["live", "gone", "young"]) put(bucket, { key });
    del(bucket, { key: "live" });
    put(bucket, { key: "live" });
    del(bucket, { key: "gone" });
    passTime(bucket, 1_000);
    del(bucket, { key: "young" });
    expect(purgeDeletes(bucket, 1_000)).toBe(3);
    expect(stored(bucket)).toEqual(["1 PUT", "4 DEL", "5 PUT", "7 DEL"]);
    expect(purgeDeletes(bucket)).toBe(0);
    expect(purgeDeletes(bucket, 0)).toBe(1);
  });
});

describe("compare-and-set", () => {
  test("markers count as entries, but not as live values", () => {
    const bucket = bucketWith({ history: 5 });
    put(bucket, { expected: 0 });
    del(bucket, { expected: 1 });
    expect(refusal(() => put(bucket, { expected: 0 }))).toBe("REVISION_MISMATCH 10071");
    expect(refusal(() => put(bucket, { expected: 1 }))).toBe("REVISION_MISMATCH 10071");
    expect(put(bucket, { expected: "absent" })).toBe(3);
    expect(refusal(() => put(bucket, { expected: "absent" }))).toBe("KEY_EXISTS 10071");
    expect(bucket.lastRevision).toBe(3);
  });

  test("the order of checks: size, use of a time to live, revision, room", () => {
    const bucket = bucketWith({ maxValueBytes: 150, maxBytes: 30 });
    const wrong = { size: 150, expected: 9, ttlMs: 1_000 };
    expect(refusal(() => put(bucket, wrong))).toBe("VALUE_TOO_LARGE 10054");
    expect(refusal(() => put(bucket, { ...wrong, size: 5 }))).toBe("TTL_NOT_ENABLED 10166");
    expect(refusal(() => put(bucket, { size: 5, expected: 9 }))).toBe("REVISION_MISMATCH 10071");
    expect(refusal(() => put(bucket, { size: 5 }))).toBe("BUCKET_FULL 10077");
  });
});

describe("sizes", () => {
  test("memory and file count as measured", () => {
    const sizes = (["memory", "file"] as const).map((storage) => {
      const bucket = newBucket("S", { storage }, 0);
      put(bucket, { key: "k", size: 5 });
      return bytesOf(bucket);
    });
    expect(sizes).toEqual([28, 42]);
  });

  test.for([
    ["memory", 77, 98],
    ["file", 95, 116],
  ] as const)("a purge and a limit marker of 1 s in %s", ([storage, ofPurge, ofLimitMarker]) => {
    const bucket = bucketWith({ storage, ttlMs: 1_000, limitMarkerTtlMs: 1_000 });
    purge(bucket);
    expect(bytesOf(bucket)).toBe(ofPurge);
    passTime(bucket, 1_000);
    expect(bytesOf(bucket)).toBe(0);
    put(bucket);
    passTime(bucket, 2_000);
    expect(bytesOf(bucket)).toBe(ofLimitMarker);
  });

  test.for([
    [1_000, 72],
    [60_000, 74],
    [90_000, 75],
    [3_600_000, 76],
  ] as const)("the headers of a limit marker of %i ms have %i bytes", ([ttlMs, bytes]) => {
    const bucket = bucketWith({ ttlMs: 100, limitMarkerTtlMs: ttlMs });
    put(bucket);
    passTime(bucket, 100);
    expect(bucket.entries[0]?.headers.length).toBe(bytes);
  });

  test("headers count in maxValueBytes: with the revision header of 52 bytes 62 take 10", () => {
    const bucket = bucketWith({ maxValueBytes: 62 });
    expect(put(bucket, { size: 62 })).toBe(1);
    expect(put(bucket, { size: 10, expected: 1 })).toBe(2);
    expect(refusal(() => put(bucket, { size: 11, expected: 2 }))).toBe("VALUE_TOO_LARGE 10054");
    expect(refusal(() => put(bucket, { size: 63 }))).toBe("VALUE_TOO_LARGE 10054");
    expect(refusal(() => purge(bucketWith({ maxValueBytes: 50 })))).toBe("VALUE_TOO_LARGE 10054");
    expect(del(bucketWith({ maxValueBytes: 31 }))).toBe(1);
  });

  test("1 MiB with headers is the most, and no code of the server says so", () => {
    const bucket = bucketWith({});
    expect(put(bucket, { size: 1_048_576 })).toBe(1);
    const attempt = (): number => put(bucket, { size: 1_048_576, expected: 1 });
    expect(refusal(attempt)).toBe("VALUE_TOO_LARGE undefined");
  });

  test.for([
    ["memory", 51, 31, 62],
    ["file", 55, 35, 66],
  ] as const)(
    "a full bucket in %s takes what is not larger than the oldest entry of a full key",
    ([storage, forPurge, forDelete, forUpdate]) => {
      const full = (size: number): ModelBucket => {
        const bucket = bucketWith({ storage, maxBytes: 1_000 });
        put(bucket, { size });
        put(bucket, {
          key: "rest",
          size: 1_000 - 10 - (storage === "memory" ? 16 : 30) - bytesOf(bucket),
        });
        expect(bytesOf(bucket)).toBe(1_000);
        return bucket;
      };
      expect(refusal(() => purge(full(forPurge - 1)))).toBe("BUCKET_FULL 10077");
      expect(purge(full(forPurge))).toBe(3);
      expect(refusal(() => del(full(forDelete - 1)))).toBe("BUCKET_FULL 10077");
      expect(del(full(forDelete))).toBe(3);
      const update = (size: number): number => put(full(forUpdate), { size, expected: 1 });
      expect(update(10)).toBe(3);
      expect(refusal(() => update(11))).toBe("BUCKET_FULL 10077");
    },
  );

  test("with history 5 and 3 stored nothing makes room", () => {
    const bucket = bucketWith({ history: 5, maxBytes: 378 });
    for (let count = 0; count < 3; count += 1) put(bucket, { size: 100 });
    expect(refusal(() => purge(bucket))).toBe("BUCKET_FULL 10077");
  });
});

describe("times to live", () => {
  test("a short one is raised where there is history, and its header rewritten", () => {
    const bucket = bucketWith({ history: 5, limitMarkerTtlMs: 120_000 });
    put(bucket, { expected: 0, ttlMs: 1_000 });
    purge(bucket, { key: "p", ttlMs: 1_000 });
    expect(bucket.entries.map((entry) => [entry.headers, entry.ttlMs])).toEqual([
      ["NATS/1.0\r\nNats-Expected-Last-Subject-Sequence: 0\r\nNats-TTL: 120\r\n\r\n", 120_000],
      ["NATS/1.0\r\nKV-Operation: PURGE\r\nNats-Rollup: sub\r\nNats-TTL: 120\r\n\r\n", 120_000],
    ]);
  });

  test("with history 1, and from the marker's on, it stays as it was sent", () => {
    const one = bucketWith({ history: 1, limitMarkerTtlMs: 120_000 });
    put(one, { ttlMs: 1_000 });
    const five = bucketWith({ history: 5, limitMarkerTtlMs: 2_000 });
    put(five, { expected: "absent", ttlMs: 2_000 });
    expect([one, five].map((bucket) => bucket.entries[0]?.headers)).toEqual([
      "NATS/1.0\r\nNats-TTL: 1s\r\n\r\n",
      "NATS/1.0\r\nNats-Expected-Last-Subject-Sequence: 0\r\nNats-TTL: 2s\r\n\r\n",
    ]);
    expect(refusal(() => put(five, { ttlMs: 2_000 }))).toBe("INVALID_TTL undefined");
  });

  test("only the last remaining entry leaves a marker, and that one vanishes silently", () => {
    const bucket = bucketWith({ history: 3, ttlMs: 1_000, limitMarkerTtlMs: 1_000 });
    put(bucket);
    passTime(bucket, 500);
    put(bucket);
    passTime(bucket, 1_499);
    expect(stored(bucket)).toEqual(["2 PUT"]);
    passTime(bucket, 1_500);
    expect(stored(bucket)).toEqual(["3 MaxAge"]);
    passTime(bucket, 2_500);
    expect([stored(bucket), bucket.lastRevision]).toEqual([[], 3]);
  });

  test("a DEL that expires leaves a marker, a PURGE none", () => {
    const bucket = bucketWith({ history: 3, ttlMs: 1_000, limitMarkerTtlMs: 1_000 });
    put(bucket);
    passTime(bucket, 300);
    del(bucket);
    purge(bucket, { key: "purged" });
    passTime(bucket, 1_300);
    expect(stored(bucket)).toEqual(["4 MaxAge"]);
  });

  test("what expires uncovers what is below", () => {
    const bucket = bucketWith({ history: 5, limitMarkerTtlMs: 1_000 });
    put(bucket);
    del(bucket);
    put(bucket, { expected: "absent", ttlMs: 2_000 });
    passTime(bucket, 2_000);
    expect(stored(bucket)).toEqual(["1 PUT", "2 DEL"]);
    expect(bucket.lastRevision).toBe(3);
  });

  test("a marker lives by the shorter of its own time and the bucket's", () => {
    const times = [
      [1_000, 5_000],
      [5_000, 1_000],
    ].map(([ttlMs, limitMarkerTtlMs]) => {
      const bucket = bucketWith({ ttlMs, limitMarkerTtlMs });
      put(bucket, { ttlMs: 1_000 });
      passTime(bucket, 1_999);
      const before = stored(bucket);
      passTime(bucket, 2_000);
      return [before, stored(bucket)];
    });
    expect(times).toEqual([
      [["2 MaxAge"], []],
      [["2 MaxAge"], []],
    ]);
  });

  test("what falls due together goes in order of revision", () => {
    const bucket = bucketWith({ history: 2, ttlMs: 1_000, limitMarkerTtlMs: 5_000 });
    for (const key of ["z", "a", "z", "m"]) put(bucket, { key });
    del(bucket, { key: "a" });
    passTime(bucket, 1_000);
    expect(bucket.entries.map((entry) => entry.key)).toEqual(["z", "m", "a"]);
  });
});

describe("changes of settings", () => {
  test("lowering history leaves the newest entries at once", () => {
    const bucket = bucketWith({ history: 5 });
    for (let count = 0; count < 3; count += 1) put(bucket, { size: 10 });
    del(bucket);
    changeSettings(bucket, { storage: "memory", history: 2 });
    expect(stored(bucket)).toEqual(["3 PUT", "4 DEL"]);
    changeSettings(bucket, { storage: "memory", history: 5 });
    expect([stored(bucket), bucket.lastRevision]).toEqual([["3 PUT", "4 DEL"], 4]);
  });

  test("a shorter time to live takes what is overdue in the update, the rest by its own age", () => {
    const config = { history: 3, limitMarkerTtlMs: 1_000 };
    const bucket = bucketWith({ ...config, ttlMs: 100_000 });
    for (const key of ["a", "b", "c"]) {
      put(bucket, { key });
      passTime(bucket, bucket.nowMs + 700);
    }
    changeSettings(bucket, { ...config, storage: "memory", ttlMs: 1_000 });
    expect(stored(bucket)).toEqual(["3 PUT", "4 MaxAge", "5 MaxAge"]);
    expect(bucket.entries.map((entry) => entry.createdMs)).toEqual([1_400, 2_100, 2_100]);
    passTime(bucket, 2_400);
    expect(stored(bucket)).toEqual(["4 MaxAge", "5 MaxAge", "6 MaxAge"]);
  });

  test("markers keep their own time to live, later ones get the new one", () => {
    const bucket = bucketWith({ limitMarkerTtlMs: 2_000 });
    put(bucket, { key: "a", ttlMs: 1_000 });
    put(bucket, { key: "b", ttlMs: 2_000 });
    passTime(bucket, 1_000);
    changeSettings(bucket, { storage: "memory", limitMarkerTtlMs: 5_000 });
    passTime(bucket, 3_000);
    expect(stored(bucket)).toEqual(["4 MaxAge"]);
    passTime(bucket, 6_999);
    expect(stored(bucket)).toEqual(["4 MaxAge"]);
  });

  test("the storage stays, and so does the use of limit markers", () => {
    const bucket = bucketWith({ limitMarkerTtlMs: 1_000 });
    const toFile = (): void => changeSettings(bucket, { limitMarkerTtlMs: 1_000 });
    expect(refusal(toFile)).toBe("INVALID_CONFIG 10052");
    expect(refusal(() => changeSettings(bucket, { storage: "memory" }))).toBe(
      "INVALID_CONFIG 10052",
    );
  });
});

describe("stores", () => {
  test("the same settings open a bucket, others are refused", () => {
    const store = new ModelStore(0);
    store.create("b", { history: 1 });
    store.create("b", { storage: "file" });
    expect(refusal(() => store.create("b", { history: 2 }))).toBe("BUCKET_EXISTS 10058");
    expect(store.delete("b")).toBe(true);
    expect(store.delete("b")).toBe(false);
    expect(refusal(() => store.bucket("b"))).toBe("BUCKET_NOT_FOUND 10059");
  });

  test("a bucket that is made again begins at revision 1", () => {
    const store = new ModelStore(0);
    store.create("b", {});
    put(store.bucket("b"));
    store.delete("b");
    store.create("b", {});
    expect(put(store.bucket("b"))).toBe(1);
    expect(status(store.bucket("b")).values).toBe(1);
  });

  test("a watch has its snapshot, then every entry, the suppressed ones left out", () => {
    const store = new ModelStore(0);
    store.create("b", { history: 2, ttlMs: 1_000, limitMarkerTtlMs: 1_000 });
    const bucket = store.bucket("b");
    put(bucket, { key: "a" });
    del(bucket, { key: "b" });
    const common = { filters: [">"], metaOnly: true, maxEntries: 9, onOverflow: "error" } as const;
    const all = store.watch("b", 0, { ...common, start: "last", ignoreDeletes: false });
    const live = store.watch("b", 0, { ...common, start: "last", ignoreDeletes: true });
    const later = store.watch("b", 0, { ...common, start: { revision: 4 }, ignoreDeletes: false });
    for (const watch of [all, live, later]) watch.consume();
    store.advance(1_000);
    expect(all.seen.map((seen) => [seen.revision, seen.delta, seen.isUpdate])).toEqual([
      [1, 1, false],
      [2, 0, false],
      [3, 0, true],
      [4, 0, true],
    ]);
    expect(live.seen.map((seen) => [seen.revision, seen.delta])).toEqual([[1, 1]]);
    expect(later.seen.map((seen) => seen.revision)).toEqual([4]);
    store.delete("b");
    expect(isKvError(all.end, "BUCKET_DELETED")).toBe(true);
  });
});

test("wildcards: `*` is one token, a last `>` one or more", () => {
  const matched = (filter: string): readonly string[] =>
    ["a", "a.b", "a.b.c", "b", "b.a"].filter((key) => matchesAny([filter], key));
  expect(matched(">")).toEqual(["a", "a.b", "a.b.c", "b", "b.a"]);
  expect(matched("a.>")).toEqual(["a.b", "a.b.c"]);
  expect(matched("*")).toEqual(["a", "b"]);
  expect(matched("*.*")).toEqual(["a.b", "b.a"]);
  expect(matched("*.b.>")).toEqual(["a.b.c"]);
  expect(matched("a")).toEqual(["a"]);
});
