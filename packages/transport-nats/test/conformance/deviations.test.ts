import { connect as natsConnect, type NatsConnection } from "@nats-io/transport-node";
import { SERVER_DEVIATIONS, type ServerDeviation } from "@revkv/conformance";
import { describeServers } from "@revkv/dev/nats-server";
import { local } from "@revkv/transport-local";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nats } from "../../src/index.ts";

/** With scripts that show them. */
const shown = SERVER_DEVIATIONS.flatMap(({ occurs, ...deviation }) =>
  occurs === undefined ? [] : [[deviation.id, { ...deviation, occurs }] as const],
);

describe("deviations of servers", () => {
  test.for(shown)("%s: local() has none of it", async ([, { occurs }]) => {
    expect(await occurs(local())).toBe(false);
  });
});

describeServers("deviations of servers", { least: "2.9" }, (server, found) => {
  let connection: NatsConnection;
  beforeAll(async () => {
    connection = await natsConnect({ servers: server().url });
  });
  afterAll(async () => {
    await connection.close();
  });

  // The runs on 2.9 count differences and explain none.
  const isListed = ({ servers }: Pick<ServerDeviation, "servers">): boolean =>
    servers.some((beginning) => found.version.startsWith(beginning));

  test.for(shown)("%s occurs where it is listed, and nowhere else", async ([, deviation]) => {
    expect(await deviation.occurs(nats(connection))).toBe(isListed(deviation));
  });
});
