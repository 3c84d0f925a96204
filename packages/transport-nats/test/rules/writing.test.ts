import { isKvError, type KvBucket } from "@revkv/core";
import { describeServers } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { brief, codeOf, failure, fill, historyOf, storeOn, wrong } from "./support.ts";

/** How all of some calls ended: the revisions of those that went well, and the codes of the others. */
async function outcomes(
  calls: readonly Promise<number>[],
): Promise<{ readonly revisions: readonly number[]; readonly codes: readonly string[] }> {
  const settled = await Promise.allSettled(calls);
  const revisions = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const codes = settled.flatMap((one) =>
    one.status === "rejected" ? [isKvError(one.reason) ? one.reason.code : String(one.reason)] : [],
  );
  return { revisions, codes };
}

describeServers("rule 8: expected", {}, (server) => {
  const here = storeOn(server);

  test("'absent' means no live value: missing, deleted and purged keys are absent", async () => {
    const bucket = await here.bucket({ history: 3 });
    await bucket.put("deleted", "v");
    await bucket.delete("deleted");
    await bucket.purge("purged");
    await bucket.purge("purged");
    for (const key of ["missing", "deleted", "purged"]) {
      expect(await bucket.get(key)).toBeNull();
      const revision = await bucket.put(key, "v", { expected: "absent" });
      expect((await bucket.get(key, { consistency: "leader" }))?.revision).toBe(revision);
    }
    await bucket.delete("missing");
    expect(await bucket.create("missing", "again")).toBe(9);
    const history = ["5 PUT missing", "8 DEL missing", "9 PUT missing"];
    expect(await historyOf(bucket, "missing")).toEqual(history);
  });

  test("'absent' over a live value is KEY_EXISTS, which names its revision", async () => {
    const bucket = await here.bucket();
    await bucket.put("k", "");
    for (const call of [
      () => bucket.create("k", "w"),
      () => bucket.put("k", "w", { expected: "absent" }),
    ]) {
      expect(await failure(call())).toMatchObject({
        code: "KEY_EXISTS",
        key: "k",
        actual: 1,
        natsCode: 10071,
      });
    }
    expect((await bucket.status()).lastRevision).toBe(1);
  });

  test("n is the revision of the key's last entry, marker or not", async () => {
    const bucket = await here.bucket({ history: 3 });
    expect(await bucket.put("k", "1")).toBe(1);
    expect(await bucket.put("k", "2", { expected: 1 })).toBe(2);
    expect(await bucket.delete("k", { expected: 2 })).toBe(3);
    expect(await bucket.put("k", "4", { expected: 3 })).toBe(4);
    expect(await bucket.purge("k", { expected: 4 })).toBe(5);
    expect(await bucket.update("k", "6", 5)).toBe(6);
  });

  test("a conflict is REVISION_MISMATCH { expected, actual }, and changes nothing", async () => {
    const bucket = await here.bucket({ history: 3 });
    await bucket.put("other", "v");
    await bucket.put("k", "1");
    await bucket.put("k", "2");
    const before = await bucket.status();
    for (const expected of [0, 1, 2, 4, Number.MAX_SAFE_INTEGER]) {
      for (const call of [
        () => bucket.put("k", "x", { expected }),
        () => bucket.delete("k", { expected }),
        () => bucket.purge("k", { expected }),
      ]) {
        expect(await failure(call())).toMatchObject({
          code: "REVISION_MISMATCH",
          key: "k",
          expected,
          actual: 3,
          natsCode: 10071,
        });
      }
    }
    expect(await failure(bucket.update("none", "x", 1))).toMatchObject({ expected: 1, actual: 0 });
    expect(await bucket.status()).toEqual(before);
    expect(await bucket.put("k", "3")).toBe(before.lastRevision + 1);
  });

  test("0 means that nothing at all is stored, not even a marker", async () => {
    const bucket = await here.bucket();
    expect(await bucket.put("k", "v", { expected: 0 })).toBe(1);
    await bucket.delete("k");
    for (const call of [
      () => bucket.put("k", "v", { expected: 0 }),
      () => bucket.delete("k", { expected: 0 }),
      () => bucket.purge("k", { expected: 0 }),
    ]) {
      expect(await failure(call())).toMatchObject({ code: "REVISION_MISMATCH", actual: 2 });
    }
    await bucket.purgeDeletes({ olderThanMs: 0 });
    expect(await bucket.delete("k", { expected: 0 })).toBe(3);
    expect(await bucket.purge("new", { expected: 0 })).toBe(4);
  });

  test("undefined or null, given explicitly, is INVALID_ARGUMENT; update takes n >= 1 only", async () => {
    const bucket = await here.bucket();
    await bucket.put("k", "v");
    for (const nothing of [undefined, null]) {
      const options = { expected: wrong<number>(nothing) };
      expect(await codeOf(bucket.put("k", "x", options))).toBe("INVALID_ARGUMENT");
      expect(await codeOf(bucket.delete("k", options))).toBe("INVALID_ARGUMENT");
      expect(await codeOf(bucket.purge("k", options))).toBe("INVALID_ARGUMENT");
    }
    for (const revision of [0, -1, 1.5, Number.NaN, "1", undefined]) {
      expect(await codeOf(bucket.update("k", "x", wrong(revision)))).toBe("INVALID_ARGUMENT");
    }
    expect((await bucket.status()).lastRevision).toBe(1);
  });
});

describeServers("rule 8: races", {}, (server) => {
  const here = storeOn(server);

  /** Handles of several connections. */
  async function handles(bucket: KvBucket, count: number): Promise<readonly KvBucket[]> {
    const stores = await Promise.all(Array.from({ length: count }, () => here.anotherStore()));
    return Promise.all(stores.map((kv) => kv.open(bucket.name)));
  }

  const beginnings: readonly (readonly [string, (bucket: KvBucket) => Promise<unknown>])[] = [
    ["nothing", async () => {}],
    ["a DEL marker", (bucket) => bucket.delete("k")],
    ["a PURGE marker", (bucket) => bucket.purge("k")],
  ];
  test.each(beginnings)(
    "50 creates at once over %s: one winner, 49 KEY_EXISTS",
    async (_title, begin) => {
      const bucket = await here.bucket({ history: 2 });
      await begin(bucket);
      const buckets = await handles(bucket, 3);
      const calls = Array.from({ length: 50 }, (_, at) =>
        (buckets[at % buckets.length] ?? bucket).create("k", String(at)),
      );
      const { revisions, codes } = await outcomes(calls);
      expect(revisions).toHaveLength(1);
      expect(codes).toEqual(Array.from({ length: 49 }, () => "KEY_EXISTS"));
      const winner = await bucket.get("k", { consistency: "leader" });
      expect(winner?.revision).toBe(revisions[0]);
      expect((await bucket.status()).lastRevision).toBe(winner?.revision);
    },
  );

  test("50 updates of one revision: one winner, 49 REVISION_MISMATCH", async () => {
    const bucket = await here.bucket();
    await bucket.put("k", "v");
    const calls = Array.from({ length: 50 }, (_, at) => bucket.update("k", String(at), 1));
    const { revisions, codes } = await outcomes(calls);
    expect(revisions).toEqual([2]);
    expect(codes).toEqual(Array.from({ length: 49 }, () => "REVISION_MISMATCH"));
  });

  test("a create that races with deletes is won or KEY_EXISTS, nothing else", async () => {
    const bucket = await here.bucket({ history: 5 });
    const [creator = bucket, deleter = bucket, purger = bucket] = await handles(bucket, 3);
    const created = { revisions: [] as number[], codes: [] as string[] };
    const deleted = { revisions: [] as number[], codes: [] as string[] };
    const note = async (into: typeof created, calls: readonly Promise<number>[]): Promise<void> => {
      const { revisions, codes } = await outcomes(calls);
      into.revisions.push(...revisions);
      into.codes.push(...codes);
    };
    for (let batch = 0; batch < 15; batch += 1) {
      const creates: Promise<number>[] = [];
      const deletes: Promise<number>[] = [];
      for (let round = 0; round < 10; round += 1) {
        creates.push(creator.create("k", "of one"), purger.create("k", "of another"));
        deletes.push(round % 2 === 0 ? deleter.delete("k") : purger.purge("k"));
      }
      await Promise.all([note(created, creates), note(deleted, deletes)]);
    }
    expect(deleted.codes).toEqual([]);
    expect(new Set(created.codes)).toEqual(new Set(["KEY_EXISTS"]));
    expect(created.revisions.length).toBeGreaterThan(1);
    const all = [...created.revisions, ...deleted.revisions].toSorted((a, b) => a - b);
    expect(all).toEqual(all.map((_, at) => at + 1));
    expect((await bucket.status()).lastRevision).toBe(all.length);
  });
});

describeServers("rule 9: modify", {}, (server) => {
  const here = storeOn(server);

  test("of many at once loses no change", async () => {
    const bucket = await here.bucket();
    const second = await (await here.anotherStore()).open(bucket.name);
    const add = (value: Uint8Array | undefined): string =>
      String(Number(new TextDecoder().decode(value)) + 1);
    const calls = Array.from({ length: 40 }, (_, at) =>
      (at % 2 === 0 ? bucket : second).modify("k", add, { retries: 100 }),
    );
    const revisions = await Promise.all(calls);
    expect(revisions.toSorted((a, b) => a - b)).toEqual(revisions.map((_, at) => at + 1));
    expect((await bucket.get("k", { consistency: "leader" }))?.text()).toBe("40");
  });

  test("sees undefined for a missing and a deleted key, and makes a value of it", async () => {
    const bucket = await here.bucket();
    const seen: unknown[] = [];
    const change = (value: Uint8Array | undefined): string => {
      seen.push(value);
      return "made";
    };
    expect(await bucket.modify("k", change)).toBe(1);
    await bucket.delete("k");
    expect(await bucket.modify("k", change)).toBe(3);
    expect(seen).toEqual([undefined, undefined]);
  });

  test("gives up after so many retries with the race that it lost last", async () => {
    const bucket = await here.bucket();
    let calls = 0;
    const change = async (): Promise<string> => {
      calls += 1;
      await bucket.put("k", "of somebody else");
      return "mine";
    };
    expect(await failure(bucket.modify("k", change, { retries: 2 }))).toMatchObject({
      code: "REVISION_MISMATCH",
      expected: 2,
      actual: 3,
    });
    expect(calls).toBe(3);
    await bucket.purge("k");
    const first = failure(bucket.modify("k", change, { retries: 0 }));
    expect(await first).toMatchObject({ code: "KEY_EXISTS", actual: 5 });
  });
});

describeServers("rule 10: delete and purge", {}, (server) => {
  const here = storeOn(server);

  test("resolve to their marker's revision, on missing and on deleted keys too", async () => {
    const bucket = await here.bucket({ history: 3 });
    expect(await bucket.delete("never")).toBe(1);
    expect(await bucket.delete("never")).toBe(2);
    expect(await bucket.put("k", "v")).toBe(3);
    expect(await bucket.delete("k")).toBe(4);
    expect(await historyOf(bucket)).toEqual(["1 DEL never", "2 DEL never", "3 PUT k", "4 DEL k"]);
    expect(await bucket.purge("k")).toBe(5);
    expect(await bucket.purge("k")).toBe(6);
    expect(await historyOf(bucket)).toEqual(["1 DEL never", "2 DEL never", "6 PURGE k"]);
    const marker = await bucket.get("k", { includeDeleted: true });
    expect(marker && brief(marker)).toBe("6 PURGE k");
    expect(marker).toMatchObject({ length: 0, reason: undefined });
  });

  test("leave other keys alone, those below them as well", async () => {
    const bucket = await here.bucket({ history: 2 });
    for (const key of ["a", "a.b", "a.b.c", "ab"]) await bucket.put(key, "v");
    await bucket.purge("a");
    await bucket.delete("a.b");
    expect(await bucket.keys().toArray()).toEqual(["a.b.c", "ab"]);
  });

  test("a failed write uses no revision", async () => {
    const bucket = await here.bucket({ maxValueBytes: 200 });
    const keys = await fill(bucket, 3);
    expect(await codeOf(bucket.create("k0", "w"))).toBe("KEY_EXISTS");
    expect(await codeOf(bucket.put("k0", "x".repeat(201)))).toBe("VALUE_TOO_LARGE");
    expect(await codeOf(bucket.delete("k0", { expected: 3 }))).toBe("REVISION_MISMATCH");
    expect(await bucket.put("k0", "w")).toBe(keys.length + 1);
  });
});
