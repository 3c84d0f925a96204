import { describeServers } from "@revkv/dev/nats-server";
import { leaderKilled } from "./leader-killed.ts";
import { testScenario } from "./repeat.ts";

describeServers(
  "a cluster whose leader is killed",
  { versions: "newest", start: "none" },
  (_server, found) => {
    testScenario(`leader killed (${found.version})`, () =>
      leaderKilled(found, { kills: 1, writes: 200 }),
    );
  },
);
