import { describeServers } from "@revkv/dev/nats-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ODDITIES, type Oddity } from "./oddities.ts";
import { RawStreams } from "./raw-streams.ts";

const versions = ["2.9", "2.10", "2.15"];

describeServers("what servers do by themselves", { versions }, (server, { version }) => {
  let streams: RawStreams;
  beforeAll(async () => {
    streams = await RawStreams.at(server().url);
  });
  afterAll(async () => {
    await streams.connection.close();
  });

  const isListed = ({ servers }: Oddity): boolean =>
    servers.some((beginning) => version.startsWith(beginning));
  // What comes by chance, and did not, may still do so.
  const asked = ODDITIES.filter((oddity) => oddity.isByChance !== true || isListed(oddity));
  const titled = asked.map((oddity) => [oddity.what, oddity] as const);

  test.for(titled)("%s", { timeout: 60_000 }, async ([, oddity]) => {
    expect(await oddity.occurs(streams)).toBe(isListed(oddity));
  });
});
