import { deepEqual, equal, ok } from "node:assert/strict";
import type { KvConfig } from "@revkv/core/words";
import { includes } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** R14: what a bucket tells of itself. */
export const status: readonly RuleCase[] = [
  {
    rule: "R14.1",
    title: "status of a new bucket: its name, nothing stored, revision 0, defaults filled in",
    async run({ kv, newName }) {
      const name = newName();
      const { config, backingStore, ...rest } = await (await kv.create(name)).status();
      includes(rest, { bucket: name, values: 0, bytes: 0, lastRevision: 0, ignored: [] });
      deepEqual(config, { history: 1, storage: "file", replicas: 1, compression: false });
      ok(backingStore.length > 0);
    },
  },
  {
    rule: "R14.1",
    title:
      "values counts every stored entry, history and markers included; lastRevision is the counter",
    config: { history: 2 },
    async run({ bucket }) {
      for (const value of ["1", "2", "3"]) await bucket.put("a", value);
      await bucket.delete("b");
      includes(await bucket.status(), { values: 3, lastRevision: 4 });
      await bucket.purge("a");
      includes(await bucket.status(), { values: 2, lastRevision: 5 });
      await bucket.purgeDeletes({ olderThanMs: 0 });
      includes(await bucket.status(), { values: 0, bytes: 0, lastRevision: 5 });
    },
  },
  {
    rule: "R14.1",
    title: "config gives back every setting that was given",
    async run({ create }) {
      const given: KvConfig = { description: "for people", history: 7, storage: "memory" };
      includes((await (await create(given)).status()).config, { ...given });
    },
  },
  {
    rule: "R14.1",
    title: "config gives back limits of bytes",
    async run({ create }) {
      const given: KvConfig = { maxBytes: 10_000, maxValueBytes: 100 };
      includes((await (await create(given)).status()).config, { ...given });
    },
  },
  {
    rule: "R14.1",
    title: "config gives back metadata",
    needs: ["metadata"],
    async run({ create }) {
      const metadata = { team: "core", "": "empty", Team: "case" };
      deepEqual((await (await create({ metadata })).status()).config.metadata, metadata);
    },
  },
  {
    rule: "R14.1",
    title: "a status is a copy: what a reader does to it does not reach the bucket",
    async run({ bucket }) {
      const before = await bucket.status();
      const attempts = [
        () => Object.assign(before.config, { history: 64 }),
        () => Object.assign(before, { values: 99 }),
      ];
      // Frozen or a copy of its own: either will do.
      for (const attempt of attempts)
        try {
          attempt();
        } catch {}
      includes(await bucket.status(), { values: 0 });
      equal((await bucket.status()).config.history, 1);
    },
  },
  {
    rule: "R14.1",
    title: "list gives the status of every bucket, names their names, both in order",
    config: { history: 3 },
    async run({ kv, bucket, create }) {
      await bucket.put("k", "v");
      const other = await create();
      const mine = [bucket.name, other.name];
      const names = await kv.names().toArray();
      deepEqual(names, names.toSorted());
      deepEqual(
        names.filter((name) => mine.includes(name)),
        mine,
      );
      const listed = (await kv.list().toArray()).filter(({ bucket: name }) => mine.includes(name));
      deepEqual(listed, [await bucket.status(), await other.status()]);
    },
  },
  {
    rule: "R14.1",
    title: "a store has the features that it claims, no more and no less",
    async run({ transport, features }) {
      const store = await transport.open();
      deepEqual({ ...store.features }, { ...features });
      await store.close();
    },
  },
];
