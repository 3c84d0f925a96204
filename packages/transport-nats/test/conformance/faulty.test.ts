import { connect as natsConnect } from "@nats-io/transport-node";
import { faulty, type FaultyOptions, type FaultyTransport } from "@revkv/conformance/faulty";
import { connect, isKvError, type KvBucket } from "@revkv/core";
import { describeServers } from "@revkv/dev/nats-server";
import { expect, onTestFinished, test } from "vitest";
import { nats } from "../../src/index.ts";

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (isKvError(error)) return error.code;
    throw error;
  }
  return "fine";
}

describeServers("faults on the way to a server", { versions: "newest" }, (server) => {
  async function bench(
    bucket: string,
    options: FaultyOptions,
  ): Promise<{ store: FaultyTransport; faultyBucket: KvBucket; sound: KvBucket }> {
    const connection = await natsConnect({ servers: server().url });
    onTestFinished(() => connection.close());
    const transport = nats(connection);
    const sound = await (await connect(transport)).create(bucket, { history: 64 });
    const store = faulty(transport, options);
    return { store, sound, faultyBucket: await (await connect(store)).open(bucket) };
  }

  test("are those that a test asks for", async () => {
    const { store, faultyBucket, sound } = await bench("asked", { seed: 1 });
    store.next("loseReply");
    expect(await codeOf(faultyBucket.put("a", "1"))).toBe("TIMEOUT");
    store.next("loseRequest");
    expect(await codeOf(faultyBucket.put("a", "2"))).toBe("TIMEOUT");
    expect((await sound.get("a", { consistency: "leader" }))?.text()).toBe("1");
    const writing = faultyBucket.put("a", "3");
    store.disconnect();
    expect(await codeOf(writing)).toBe("DISCONNECTED");
    const waiting = faultyBucket.put("b", "1");
    store.reconnect();
    expect(await codeOf(waiting)).toBe("fine");
    await faultyBucket.put("b", "2");
    store.next("stale");
    expect((await faultyBucket.get("b"))?.text()).toBe("1");
    store.next("cut", { after: 1 });
    expect(await codeOf(faultyBucket.keys().toArray())).toBe("INCOMPLETE_READ");
  });

  test("leave a watch whole, and nothing acknowledged is lost", { timeout: 20_000 }, async () => {
    const { store, faultyBucket, sound } = await bench("many", {
      seed: 3,
      loseRequest: 0.05,
      loseReply: 0.1,
      disconnect: 0.05,
      cut: 0.1,
      delayMs: { most: 5 },
    });
    const seen: number[] = [];
    const acknowledged: number[] = [];
    const witness: number[] = [];
    (await sound.watch()).on("entry", ({ revision }) => witness.push(revision));
    for (;;) {
      const watcher = await faultyBucket.watch().catch(() => undefined);
      if (watcher === undefined) continue;
      watcher.on("entry", ({ revision }) => seen.push(revision));
      break;
    }
    const ends = new Set<string>();
    const client = async (key: string): Promise<void> => {
      for (let at = 0; at < 25; at += 1) {
        const writing = faultyBucket.put(key, `${at}`);
        ends.add(await codeOf(writing.then((revision) => acknowledged.push(revision))));
      }
    };
    await Promise.all(["a", "b", "c", "d"].map(client));
    store.heal();
    const last = await faultyBucket.put("a", "the end");
    await expect
      .poll(() => [seen.at(-1), witness.at(-1)], { timeout: 10_000 })
      .toEqual([last, last]);
    expect(seen).toEqual(witness);
    expect(acknowledged.filter((revision) => !seen.includes(revision))).toEqual([]);
    expect(ends).toEqual(new Set(["fine", "TIMEOUT", "DISCONNECTED"]));
  });
});
