import { describeServers } from "@revkv/dev/nats-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ODDITIES, type Oddity } from "./oddities.ts";
import { RawStreams } from "./raw-streams.ts";

const versions = ["2.9", "2.10", "2.15"];

describeServers(
  "what servers do by themselves",
  { versions, isReal: true },
  (server, { version }) => {
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

    /** What comes by chance is given several, as a busy machine may spoil one. */
    async function occurs(oddity: Oddity): Promise<boolean> {
      for (let tries = oddity.isByChance === true ? 5 : 1; tries > 0; tries -= 1)
        if (await oddity.occurs(streams)) return true;
      return false;
    }

    test.for(titled)("%s", { timeout: 120_000 }, async ([, oddity]) => {
      expect(await occurs(oddity)).toBe(isListed(oddity));
    });
  },
);
