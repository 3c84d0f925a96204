import { connect as natsConnect, type NatsConnection } from "@nats-io/transport-node";
import { describeTransport } from "@revkv/conformance";
import { describeServers, startCluster, type RunningCluster } from "@revkv/dev/nats-server";
import { clusterSubject } from "@revkv/dev/subjects";
import { afterAll, beforeAll } from "vitest";

describeServers("the suite", { versions: "newest", start: "none" }, (_server, found) => {
  let cluster: RunningCluster;
  let connection: NatsConnection;
  beforeAll(async () => {
    cluster = await startCluster(found);
    connection = await natsConnect({ servers: [...cluster.urls] });
  }, 90_000);
  afterAll(async () => {
    await connection.close();
    await cluster.stop();
  });

  describeTransport(clusterSubject(found.version, () => connection));
});
