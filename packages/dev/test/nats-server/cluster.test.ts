import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { expect, onTestFinished, test, vi } from "vitest";
import { describeServers, startCluster } from "../../src/nats-server/index.ts";

const wanted = { versions: "newest", least: "2.9", start: "none" } as const;

describeServers("a cluster of three", wanted, (_, found) => {
  test("keeps a stream while one of its servers is down, and takes it back", async () => {
    const cluster = await startCluster(found);
    onTestFinished(() => cluster.stop());
    expect(new Set(cluster.urls).size).toBe(3);
    const connection = await connect({ servers: [...cluster.urls], reconnectTimeWait: 50 });
    onTestFinished(() => connection.close());
    const { streams } = await jetstreamManager(connection, { timeout: 1_000 });
    const options = { name: "kept", subjects: ["kept"], num_replicas: 3 };
    const { cluster: place } = await streams.add(options);
    await jetstream(connection).publish("kept", "first");

    const leader = cluster.servers.find((server) =>
      server.log(1000).includes(`Name:     ${place?.leader}`),
    );
    expect(leader).toBeDefined();
    await leader?.kill();
    await vi.waitFor(
      async () => {
        const { seq } = await jetstream(connection).publish("kept", "second", { timeout: 300 });
        expect(seq).toBeGreaterThan(1);
      },
      { timeout: 15_000, interval: 50 },
    );

    await leader?.restart();
    await cluster.ready();
    expect((await streams.info("kept")).cluster?.replicas).toHaveLength(2);
    await cluster.stop();
    expect(cluster.servers.map(({ pid }) => pid)).toEqual([undefined, undefined, undefined]);
  }, 60_000);
});
