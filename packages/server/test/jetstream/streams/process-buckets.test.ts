import { ServedLog } from "@revkv/core/engine";
import type { KvConfig } from "@revkv/core/words";
import { describeServers } from "@revkv/dev/nats-server";
import { toStreamConfig } from "@revkv/transport-nats/mapping";
import { describe, expect, it } from "vitest";
import { bothServers, Served, type Answer, type Peer } from "../api/two-servers.ts";

const CONFIGS: readonly KvConfig[] = [
  {},
  { history: 5, ttlMs: 60_000, maxBytes: 10_000, maxValueBytes: 100, storage: "memory" },
  { limitMarkerTtlMs: 2_000, description: "x", metadata: { a: "b" }, compression: true },
  { placement: { cluster: "c", tags: ["t"] }, republish: { destination: "foo.>" } },
  { republish: { source: "$KV.b.k", destination: "foo", headersOnly: true } },
];

describeServers("a bucket that the process has made", { least: "2.15", isReal: true }, (server) => {
  const peers = bothServers(server);

  it.each(CONFIGS)("%j is shown as the stream that a client would have made", async (config) => {
    const { served, reference } = peers();
    const body = JSON.stringify(toStreamConfig("b", config));
    await reference.ask("STREAM.CREATE.KV_b", body);
    served.engine.create("b", config);
    const info = (peer: Peer): ReturnType<Peer["ask"]> => peer.ask("STREAM.INFO.KV_b", "");
    expect(await info(served)).toEqual(await info(reference));
    // A client that makes it again finds what it asked for.
    const again = (peer: Peer): ReturnType<Peer["ask"]> => peer.ask("STREAM.CREATE.KV_b", body);
    expect(await again(served)).toEqual(await again(reference));
  });
});

describe("a bucket that a client has made", () => {
  const made = {
    name: "KV_b",
    subjects: ["$KV.b.>"],
    max_msgs_per_subject: 3,
    deny_delete: false,
    allow_atomic: true,
    description: "by a client",
    metadata: { a: "b" },
  };

  async function settingsOf(served: Served): Promise<Record<string, unknown>> {
    const [answer] = (await served.ask("STREAM.INFO.KV_b", "")) as readonly Answer[];
    const { config } = (answer?.body ?? {}) as { readonly config?: Record<string, unknown> };
    return config ?? {};
  }

  it("has the process's settings on top once the process has changed them", async () => {
    const served = new Served();
    await served.ask("STREAM.CREATE.KV_b", JSON.stringify(made));
    expect(await settingsOf(served)).toMatchObject(made);
    served.engine.update("b", { history: 4 });
    const settings = await settingsOf(served);
    expect(settings).toMatchObject({ max_msgs_per_subject: 4, allow_atomic: true });
    expect(settings).not.toHaveProperty("description");
    expect(settings["metadata"]).not.toHaveProperty("a");
  });

  it("keeps any history: what no bucket of the process has, and all of it", async () => {
    for (const history of [100, -1]) {
      const served = new Served();
      const config = { ...made, max_msgs_per_subject: history };
      await served.ask("STREAM.CREATE.KV_b", JSON.stringify(config));
      for (let value = 0; value < 102; value += 1) {
        await served.put({ bucket: "b", key: "k", value: String(value), headers: {} });
      }
      expect(ServedLog.of(served.engine.log("b")).totals().entries).toBe(
        history === -1 ? 102 : history,
      );
      expect(await settingsOf(served)).toMatchObject({ max_msgs_per_subject: history });
    }
  });

  it("that is made anew in the place of another one is not taken for it", async () => {
    const served = new Served();
    await served.ask("STREAM.CREATE.KV_b", JSON.stringify(made));
    await served.ask("STREAM.DELETE.KV_b", "");
    served.engine.create("b", {});
    expect(await settingsOf(served)).toMatchObject({ deny_delete: true, discard: "new" });
  });
});

describe("a stream that is no bucket", () => {
  it.each([
    { name: "orders", subjects: ["orders.>"] },
    { name: "KV_b", subjects: ["$KV.b.x"] },
    { name: "KV_b", subjects: ["$KV.b.>", "x"] },
    { name: "KV_b", subjects: ["$KV.b.>"], retention: "workqueue" },
    { name: "KV_b", subjects: ["$KV.b.>"], max_msgs: 10 },
    { name: "KV_b", subjects: ["$KV.b.>"], discard: "old", max_bytes: 10 },
    { name: "KV_b", subjects: ["$KV.b.>"], first_seq: 10 },
    { name: "KV_b", mirror: { name: "orders" } },
  ])("%j is refused as settings that are invalid, with the reason", async (config) => {
    const served = new Served();
    const subject = `STREAM.CREATE.${config.name}`;
    const [answer] = (await served.ask(subject, JSON.stringify(config))) as readonly Answer[];
    expect(answer?.body).toMatchObject({
      error: {
        code: 500,
        err_code: 10052,
        description: expect.stringContaining("only key-value buckets are served"),
      },
    });
    expect(served.engine.names()).toEqual([]);
  });
});
