import { deepEqual, equal } from "node:assert/strict";
import type { KvBucket } from "@revkv/core";
import { eventually, failsWith, stored, textOf } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** R16: buckets that follow others. */
export const mirrors: readonly RuleCase[] = [
  {
    rule: "R16.1",
    title: "a mirror holds what its origin holds, with its revisions, under its own name",
    needs: ["mirror"],
    config: { history: 3 },
    async run({ bucket: origin, create }) {
      await origin.put("k", "old");
      await origin.put("k", "v");
      await origin.delete("gone");
      const mirror = await create({ mirror: { bucket: origin.name }, history: 3 });
      await copied(mirror, 3);
      deepEqual(await stored(mirror), ["1 PUT k", "2 PUT k", "3 DEL gone"]);
      deepEqual(await mirror.keys().toArray(), ["k"]);
      const entry = await mirror.get("k");
      deepEqual([entry?.bucket, entry?.revision, entry?.text()], [mirror.name, 2, "v"]);
      equal(await mirror.get("gone"), null);
    },
  },
  {
    rule: "R16.1",
    title: "a write to a mirror goes to its origin, whose revision it gets, compare-and-set too",
    needs: ["mirror"],
    async run({ bucket: origin, create }) {
      await origin.put("k", "v");
      const mirror = await create({ mirror: { bucket: origin.name } });
      await copied(mirror, 1);
      equal(await mirror.put("k", "w", { expected: 1 }), 2);
      // A mirror answers direct reads of its origin too, and may lag behind it: the leader is asked.
      equal(await textOf(origin, "k"), "w");
      await copied(mirror, 2);
      await failsWith(mirror.update("k", "x", 1), "REVISION_MISMATCH", { expected: 1 });
      await failsWith(mirror.create("k", "x"), "KEY_EXISTS");
      equal(await mirror.delete("k"), 3);
      equal(await textOf(origin, "k"), null);
      await copied(mirror, 3);
      deepEqual(await stored(mirror), ["3 DEL k"]);
    },
  },
  {
    rule: "R16.1",
    title: "purgeDeletes of a mirror is READ_ONLY, and changes nothing",
    needs: ["mirror"],
    async run({ bucket: origin, create }) {
      await origin.delete("k");
      const mirror = await create({ mirror: { bucket: origin.name } });
      await copied(mirror, 1);
      await failsWith(mirror.purgeDeletes({ olderThanMs: 0 }), "READ_ONLY");
      deepEqual(await stored(origin), ["1 DEL k"]);
      deepEqual(await stored(mirror), ["1 DEL k"]);
    },
  },
  {
    rule: "R16.1",
    title: "a watch of a mirror sees what is written to its origin",
    needs: ["mirror"],
    async run({ bucket: origin, create }) {
      const mirror = await create({ mirror: { bucket: origin.name } });
      const watcher = await mirror.watch();
      const entries = watcher[Symbol.asyncIterator]();
      await origin.put("k", "v");
      const first = await entries.next();
      // Only now: what is purged before it is copied never reaches the mirror.
      await origin.purge("k");
      const seen = [first.value, (await entries.next()).value];
      deepEqual(
        seen.map((entry) => [entry?.bucket, entry?.revision, entry?.operation]),
        [
          [mirror.name, 1, "PUT"],
          [mirror.name, 2, "PURGE"],
        ],
      );
      await watcher.stop();
    },
  },
  {
    rule: "R16.2",
    title:
      "sources flow into the bucket's own keys and revisions, by their filters, markers too, and it takes writes",
    needs: ["mirror", "metadata"],
    async run({ bucket: one, create }) {
      const two = await create();
      await one.put("a.x", "1");
      await one.put("b.x", "2");
      await two.put("c", "3");
      await two.delete("c");
      const sources = [{ bucket: one.name, filter: "a.*" }, { bucket: two.name }];
      const bucket = await create({ sources });
      await eventually(async () => (await bucket.status()).values === 2, "what the sources hold");
      equal(await textOf(bucket, "a.x"), "1");
      equal(await bucket.get("b.x"), null);
      equal((await bucket.get("c", { includeDeleted: true }))?.operation, "DEL");
      equal(await bucket.put("own", "4"), 3);
      equal(await textOf(bucket, "own"), "4");
      equal(await one.get("own"), null);
    },
  },
  {
    rule: "R16.2",
    title: "sources beside a mirror are INVALID_CONFIG, and no bucket is made",
    needs: ["mirror", "metadata"],
    async run({ kv, newName }) {
      const name = newName();
      const config = { mirror: { bucket: "o" }, sources: [{ bucket: "p" }] };
      await failsWith(kv.create(name, config), "INVALID_CONFIG");
      await failsWith(kv.open(name), "BUCKET_NOT_FOUND");
    },
  },
];

/** Waits until a mirror has what its origin had at a revision. */
function copied(mirror: KvBucket, revision: number): Promise<void> {
  const isThere = async (): Promise<boolean> => (await mirror.status()).lastRevision === revision;
  return eventually(isThere, `the copy of revision ${revision}`);
}
