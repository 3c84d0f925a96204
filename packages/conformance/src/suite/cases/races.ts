import { deepEqual, equal, ok } from "node:assert/strict";
import { isKvError, type KvBucket } from "@revkv/core";
import { stored } from "../expecting.ts";
import type { RuleCase } from "../rule-case.ts";
import type { World } from "../world.ts";

/** How calls ended: the revisions of those that went well in their order, and the codes of the others. */
interface Ends {
  readonly revisions: readonly number[];
  readonly codes: readonly string[];
}

async function endsOf(calls: readonly Promise<number>[]): Promise<Ends> {
  const settled = await Promise.allSettled(calls);
  const revisions = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const codes = settled.flatMap((one) =>
    one.status === "rejected" ? [isKvError(one.reason) ? one.reason.code : String(one.reason)] : [],
  );
  return { revisions: revisions.toSorted((a, b) => a - b), codes };
}

/** The bucket of a case, as three other clients hold it. */
async function clientsOf(world: World): Promise<readonly [KvBucket, KvBucket, KvBucket]> {
  const open = async (): Promise<KvBucket> =>
    (await world.anotherManager()).open(world.bucket.name);
  return [await open(), await open(), await open()];
}

/** Calls by several clients at once, one after the other in turn. */
function inTurn(
  clients: readonly KvBucket[],
  count: number,
  call: (bucket: KvBucket, at: number) => Promise<number>,
): readonly Promise<number>[] {
  const rounds = Array.from({ length: Math.ceil(count / clients.length) }, () => clients).flat();
  return rounds.slice(0, count).map(call);
}

/** One more than a value says; the first is 1. */
function increased(value: Uint8Array | undefined): string {
  return String(Number(new TextDecoder().decode(value)) + 1);
}

/** Demands that one of many creates over what a bucket holds wins, and all others know it. */
async function demandOneWinner(world: World): Promise<void> {
  const { lastRevision } = await world.bucket.status();
  const clients = await clientsOf(world);
  const calls = inTurn(clients, 50, (bucket, at) => bucket.create("k", `${at}`));
  const { revisions, codes } = await endsOf(calls);
  deepEqual(revisions, [lastRevision + 1]);
  deepEqual(new Set(codes), new Set(["KEY_EXISTS"]));
  equal((await world.bucket.status()).lastRevision, lastRevision + 1);
  const winner = await Promise.any(calls.map((call, at) => call.then(() => `${at}`)));
  const entry = await world.bucket.get("k", { consistency: "leader" });
  equal(entry?.text(), winner);
}

/** R4: compare-and-set of several clients at once. */
export const races: readonly RuleCase[] = [
  {
    rule: "R4.2",
    title: "of many creates at once one wins, all others are told KEY_EXISTS",
    async run(world) {
      await demandOneWinner(world);
    },
  },
  {
    rule: "R4.2",
    title: "of many creates at once over a DEL marker one wins",
    config: { history: 2 },
    async run(world) {
      await world.bucket.delete("k");
      await demandOneWinner(world);
      deepEqual(await stored(world.bucket), ["1 DEL k", "2 PUT k"]);
    },
  },
  {
    rule: "R4.2",
    title: "of many creates at once over a PURGE marker one wins",
    config: { history: 2 },
    async run(world) {
      await world.bucket.put("k", "v");
      await world.bucket.purge("k");
      await demandOneWinner(world);
      deepEqual(await stored(world.bucket), ["2 PURGE k", "3 PUT k"]);
    },
  },
  {
    rule: "R4.7",
    title: "of many updates of one revision one wins, all others are told REVISION_MISMATCH",
    async run(world) {
      await world.bucket.put("k", "v");
      const clients = await clientsOf(world);
      const calls = inTurn(clients, 50, (bucket, at) => bucket.update("k", `${at}`, 1));
      const { revisions, codes } = await endsOf(calls);
      deepEqual(revisions, [2]);
      equal(codes.length, 49);
      deepEqual(new Set(codes), new Set(["REVISION_MISMATCH"]));
      equal((await world.bucket.status()).lastRevision, 2);
    },
  },
  {
    rule: "R4.7",
    title: "a create that races with deletes is won or KEY_EXISTS, nothing else",
    config: { history: 5 },
    async run(world) {
      const [creator, deleter, purger] = await clientsOf(world);
      let last = 0;
      let won = 0;
      for (let batch = 0; batch < 15; batch += 1) {
        const creates: Promise<number>[] = [];
        const deletes: Promise<number>[] = [];
        for (let round = 0; round < 10; round += 1) {
          creates.push(creator.create("k", "of one"), purger.create("k", "of another"));
          deletes.push(round % 2 === 0 ? deleter.delete("k") : purger.purge("k"));
        }
        const [created, deleted] = await Promise.all([endsOf(creates), endsOf(deletes)]);
        deepEqual(deleted.codes, []);
        deepEqual(new Set(created.codes), new Set(["KEY_EXISTS"]));
        const given = [...created.revisions, ...deleted.revisions].toSorted((a, b) => a - b);
        deepEqual(
          given,
          given.map((_, at) => last + 1 + at),
        );
        last += given.length;
        won += created.revisions.length;
      }
      ok(won > 1, "hardly a create was won");
      equal((await world.bucket.status()).lastRevision, last);
    },
  },
  {
    rule: "R4.8",
    title: "no update of many at once is lost",
    config: { history: 64 },
    async run(world) {
      const clients = await clientsOf(world);
      const calls = inTurn(clients, 42, (bucket) =>
        bucket.modify("k", increased, { retries: 100 }),
      );
      const revisions = await Promise.all(calls);
      deepEqual(
        revisions.toSorted((a, b) => a - b),
        revisions.map((_, at) => at + 1),
      );
      const values = (await world.bucket.history("k").toArray()).map((entry) =>
        entry.operation === "PUT" ? entry.text() : entry.operation,
      );
      deepEqual(
        values,
        revisions.map((_, at) => `${at + 1}`),
      );
    },
  },
];
