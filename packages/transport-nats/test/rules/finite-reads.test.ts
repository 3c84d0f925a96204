import { connect, type KvBucket, type KvManager } from "@revkv/core";
import { describeServers, startProxy, type Proxy } from "@revkv/dev/nats-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nats } from "../../src/index.ts";
import { codeOf, failure, rejection } from "@revkv/dev/expecting";
import { fill, storeOn } from "./support.ts";

const MANY = 30_000;

async function readOn(iterator: AsyncIterator<unknown>): Promise<number> {
  for (let count = 0; ; count += 1) if ((await iterator.next()).done === true) return count;
}

describeServers("rule 17: a read that is cut short never looks complete", {}, (server) => {
  const here = storeOn(server);
  let proxy: Proxy;
  let long: KvBucket;
  beforeAll(async () => {
    proxy = await startProxy(here.server.port);
    long = await here.bucket({ history: 2 });
    await fill(long, 3_000, 1_000);
  });
  afterAll(() => proxy.stop());

  interface Far {
    readonly kv: KvManager;
    readonly bucket: KvBucket;
  }

  /** The long bucket by way of the proxy. */
  async function far(): Promise<Far> {
    const kv = await connect(nats(await here.anotherConnection(proxy.url)));
    return { kv, bucket: await kv.open(long.name) };
  }

  test("by a connection that breaks: INCOMPLETE_READ, in a loop, at once, before the first entry", async () => {
    const { kv, bucket } = await far();
    const entries = bucket.history(">")[Symbol.asyncIterator]();
    await entries.next();
    proxy.cut();
    expect(await rejection(readOn(entries))).toMatchObject({ code: "INCOMPLETE_READ" });
    expect((await bucket.status()).values).toBe(3_000);
    proxy.afterFromServer(500_000, () => proxy.cut());
    expect(await failure(bucket.history(">").toArray())).toMatchObject({ code: "INCOMPLETE_READ" });
    expect((await bucket.status()).values).toBe(3_000);
    proxy.afterFromServer(20_000, () => proxy.cut());
    expect(await codeOf(bucket.keys().toArray())).toBe("INCOMPLETE_READ");
    expect((await bucket.keys().toArray()).length).toBe(3_000);
    await kv.close();
  });

  test("by a cut at any place: complete, or an error", async () => {
    const { kv, bucket } = await far();
    const outcomes: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      proxy.afterFromServer(100 + round * 30_000, () => proxy.cut());
      const outcome = await bucket
        .keys()
        .toArray()
        .then(
          (keys) => `${keys.length}`,
          (error: unknown) => (error as { readonly code: string }).code,
        );
      outcomes.push(outcome);
      await bucket.status();
    }
    const known = new Set(["3000", "INCOMPLETE_READ", "DISCONNECTED"]);
    expect(outcomes.filter((one) => !known.has(one))).toEqual([]);
    expect(outcomes).toContain("INCOMPLETE_READ");
    await kv.close();
  });
});

describeServers("rule 8: keys that are written while they are listed", {}, (server) => {
  const here = storeOn(server);

  test("come once each, those that had come before and those that had not", async () => {
    const bucket = await here.bucket();
    const keys = await fill(bucket, MANY);
    const found: string[] = [];
    for await (const key of bucket.keys()) {
      found.push(key);
      if (found.length > 1) continue;
      // The listing waits for the last one, and meets the first one anew before it.
      await bucket.put(keys[0] ?? "", "v");
      await bucket.put(keys.at(-1) ?? "", "v");
    }
    expect(found).toHaveLength(MANY);
    expect(new Set(found).size).toBe(MANY);
  });
});
