import { Kvm, type KvOptions } from "@nats-io/kv";
import type { KvConfig } from "@revkv/core";
import { describeServers } from "@revkv/dev/nats-server";
import { describe, expect, test } from "vitest";
import { isAtLeast } from "../../src/mapping/features.ts";
import { collect } from "./line.ts";
import { connectionTo, storeOn } from "./store.ts";

/** The same settings in both languages. */
interface Settings {
  readonly name: string;
  readonly ours: KvConfig;
  readonly theirs: Partial<KvOptions>;
  /** What their status says; where it is not what they were given. */
  readonly status?: object;
  /** The oldest line of servers that keeps these settings. */
  readonly least?: readonly [number, number];
}

const SETTINGS: readonly Settings[] = [
  { name: "plain", ours: {}, theirs: {}, status: { history: 1, ttl: 0, storage: "file" } },
  {
    name: "deep",
    ours: { history: 64, description: "keeps much", storage: "memory" },
    theirs: { history: 64, description: "keeps much", storage: "memory" },
  },
  { name: "short", ours: { ttlMs: 30_000 }, theirs: { ttl: 30_000 } },
  { name: "long", ours: { ttlMs: 3_600_000 }, theirs: { ttl: 3_600_000 } },
  {
    name: "limited",
    ours: { maxBytes: 10_000, maxValueBytes: 1_000 },
    theirs: { max_bytes: 10_000, maxValueSize: 1_000 },
  },
  {
    name: "republished",
    ours: { republish: { destination: "told.>", headersOnly: true } },
    theirs: { republish: { src: ">", dest: "told.>", headers_only: true } },
    status: { republish: expect.objectContaining({ dest: "told.>", headers_only: true }) },
  },
  {
    name: "compressed",
    ours: { compression: true },
    theirs: { compression: true },
    least: [2, 10],
  },
  {
    name: "labelled",
    ours: { metadata: { team: "red", floor: "2" } },
    theirs: { metadata: { floor: "2", team: "red" } },
    status: { metadata: expect.objectContaining({ team: "red", floor: "2" }) },
    least: [2, 10],
  },
  {
    name: "fed",
    ours: { sources: [{ bucket: "plain" }, { bucket: "deep" }] },
    theirs: { sources: [{ name: "plain" }, { name: "KV_deep" }] },
    status: {},
    least: [2, 10],
  },
  {
    name: "copy",
    ours: { mirror: { bucket: "plain" } },
    theirs: { mirror: { name: "plain" } },
    status: {},
  },
  {
    name: "mortal",
    ours: { history: 3, limitMarkerTtlMs: 60_000 },
    theirs: { history: 3, markerTTL: 60_000 },
    least: [2, 11],
  },
];

const DEFAULTS = { history: 1, storage: "file", replicas: 1, compression: false };

describeServers("settings of @nats-io/kv and of revkv", {}, (server, found) => {
  const kept = SETTINGS.filter(({ least = [2, 9] }) => isAtLeast(found.version, ...least));
  for (const { name, ours, theirs, status = theirs } of kept) {
    describe(`of ${name}`, () => {
      test("are read of a bucket of theirs, and open it", async () => {
        const bucketName = `theirs-${name}`;
        const connection = await connectionTo(server());
        const [kv, kvm] = [await storeOn(connection), new Kvm(connection)];
        const made = await kvm.create(bucketName, { ...theirs });
        const bucket = await kv.open(bucketName);
        expect((await bucket.status()).config).toEqual({ ...DEFAULTS, ...ours });
        expect((await made.status()).streamInfo.config.deny_delete).toBe(false);

        const opened = await kv.create(bucketName, ours);
        expect(opened.name).toBe(bucketName);
        const other = { ...ours, history: (ours.history ?? 1) === 7 ? 8 : 7 };
        await expect(kv.create(bucketName, other)).rejects.toMatchObject({
          code: "BUCKET_EXISTS",
          natsCode: 10058,
          differences: [`history is ${ours.history ?? 1}, asked for ${other.history}`],
        });
        expect((await bucket.status()).config).toEqual({ ...DEFAULTS, ...ours });
        expect(await kv.delete(bucketName)).toBe(true);
      });

      test("are read by them of a bucket of revkv", async () => {
        const bucketName = `ours-${name}`;
        const connection = await connectionTo(server());
        const [kv, kvm] = [await storeOn(connection), new Kvm(connection)];
        const bucket = await kv.create(bucketName, ours);
        // A copy: their create adds to the options that it is given.
        const opened = await (await kvm.create(bucketName, { ...theirs })).status();
        for (const [field, value] of Object.entries(status)) {
          const told = (opened as unknown as Record<string, unknown>)[field];
          expect({ [field]: told }).toEqual({ [field]: value });
        }
        const listed = (await collect(kvm.list())).find((listed) => listed.bucket === bucketName);
        expect(listed).toMatchObject({ history: ours.history ?? 1, ttl: ours.ttlMs ?? 0 });
        expect((await bucket.status()).config).toEqual({ ...DEFAULTS, ...ours });
        expect(await kv.delete(bucketName)).toBe(true);
      });
    });
  }

  test("counts in the status are the same, and an update of ours is read by them", async () => {
    const connection = await connectionTo(server());
    const kv = await storeOn(connection);
    const theirs = await new Kvm(connection).create("counted", { history: 3 });
    const ours = await kv.open("counted");
    await theirs.put("a", "1");
    await ours.put("a", "22");
    await theirs.delete("b");
    const [their, our] = [await theirs.status(), await ours.status()];
    expect(our).toMatchObject({ bucket: "counted", values: 3, lastRevision: 3 });
    expect([their.values, their.size, their.bucket]).toEqual([our.values, our.bytes, our.bucket]);
    await kv.update("counted", { history: 5, description: "grown" });
    expect(await theirs.status()).toMatchObject({ history: 5, description: "grown" });
    expect((await ours.status()).config).toMatchObject({ history: 5, description: "grown" });
  });
});
