import { equal } from "node:assert/strict";
import { connect } from "@revkv/core";
import { faulty } from "../../faulty.ts";
import { brief, eventually, failsWith, textOf, wrong } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";

/** R7.4: who is asked. A store of one copy gives the same answers to all. */
export const consistency: readonly RuleCase[] = [
  {
    rule: "R7.4",
    title: "the leader knows the last write, whoever wrote it",
    config: { history: 2 },
    async run(world) {
      const { bucket } = world;
      const other = await (await world.anotherManager()).open(bucket.name);
      for (let at = 1; at <= 20; at += 1) {
        equal(await other.put("k", `${at}`), at);
        equal(await textOf(bucket, "k"), `${at}`);
        const same = await bucket.get("k", { revision: at, consistency: "leader" });
        equal(same?.text(), `${at}`);
      }
      equal(await bucket.get("missing", { consistency: "leader" }), null);
      await other.delete("k");
      equal(await textOf(bucket, "k"), null);
    },
  },
  {
    rule: "R7.4",
    title: "with minRevision nothing older is the answer, whoever is asked",
    config: { history: 2 },
    async run(world) {
      const { bucket } = world;
      const other = await (await world.anotherManager()).open(bucket.name);
      for (const consistency of [undefined, "direct", "leader"] as const)
        for (let round = 0; round < 20; round += 1) {
          const minRevision = await other.put("k", `${round}`);
          const last = await bucket.get("k", { consistency, minRevision });
          equal(last?.revision, minRevision);
          const at = { consistency, minRevision, revision: minRevision };
          equal((await bucket.get("k", at))?.text(), `${round}`);
        }
    },
  },
  {
    rule: "R7.4",
    title: "below minRevision the answer of a copy that lags behind is not taken",
    config: { history: 2 },
    async run({ bucket, transport }) {
      const lagging = faulty(transport);
      const kv = await connect(lagging);
      const same = await kv.open(bucket.name);
      for (const value of ["1", "2"]) {
        const minRevision = await same.put("k", value);
        // The copy does not know this write yet: of the first one it has nothing at all.
        lagging.next("stale", { times: 2 });
        equal((await same.get("k"))?.revision, value === "1" ? undefined : minRevision - 1);
        equal((await same.get("k", { minRevision }))?.text(), value);
      }
      await kv.close();
    },
  },
  {
    rule: "R7.4",
    title: "with a minRevision that nothing has, the answer is what the leader has",
    async run({ bucket }) {
      await bucket.put("k", "1");
      const revision = await bucket.put("k", "2");
      for (const consistency of [undefined, "direct", "leader"] as const)
        for (const minRevision of [revision, revision + 100]) {
          const options = { consistency, minRevision };
          equal((await bucket.get("k", options))?.text(), "2");
          equal(await bucket.get("missing", options), null);
        }
    },
  },
  {
    rule: "R7.4",
    title: "a direct read gives the last write, at the latest after a while",
    config: { history: 2 },
    async run({ bucket }) {
      await bucket.put("trimmed", "1");
      for (const value of ["2", "3", "4"]) await bucket.put("k", value);
      await bucket.delete("k");
      await bucket.purge("trimmed");
      await bucket.put("live", "7");
      const read = async (key: string, revision?: number): Promise<string> => {
        const options = { consistency: "direct", includeDeleted: true, revision } as const;
        const entry = await bucket.get(key, options);
        return entry === null ? "null" : brief(entry);
      };
      const wanted = [
        [() => read("missing"), "null"],
        [() => read("live"), "7 PUT live"],
        [() => read("k"), "5 DEL k"],
        [() => read("trimmed"), "6 PURGE trimmed"],
        // Of another key, trimmed, there, a marker, another key's marker, not yet given.
        [() => read("k", 1), "null"],
        [() => read("k", 2), "null"],
        [() => read("k", 4), "4 PUT k"],
        [() => read("k", 5), "5 DEL k"],
        [() => read("k", 6), "null"],
        [() => read("k", 8), "null"],
      ] as const;
      // Each read may be answered by another copy.
      for (const [found, entry] of wanted)
        await eventually(async () => (await found()) === entry, `the answer ${entry}`);
    },
  },
  {
    rule: "R7.4",
    title: "a minRevision that is no whole number from 1 on is INVALID_ARGUMENT",
    async run({ bucket }) {
      await bucket.put("k", "v");
      for (const minRevision of [0, -1, 1.5, Number.NaN, Infinity, 2 ** 53, "1", null])
        await failsWith(bucket.get("k", { minRevision: wrong(minRevision) }), "INVALID_ARGUMENT");
    },
  },
];
