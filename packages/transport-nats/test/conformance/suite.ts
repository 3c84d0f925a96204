import { connect as natsConnect, type NatsConnection } from "@nats-io/transport-node";
import { describeTransport } from "@revkv/conformance";
import { describeServers, type ServersWanted } from "@revkv/dev/nats-server";
import { serverSubject } from "@revkv/dev/subjects";
import { afterAll, beforeAll } from "vitest";

/** Declares the suite for the servers of this machine that fit. */
export function describeSuite(wanted: ServersWanted): void {
  describeServers("the suite", wanted, (server, { version }) => {
    let connection: NatsConnection;
    beforeAll(async () => {
      connection = await natsConnect({ servers: server().url });
    });
    afterAll(async () => {
      await connection.close();
    });

    describeTransport(serverSubject(version, () => connection));
  });
}
