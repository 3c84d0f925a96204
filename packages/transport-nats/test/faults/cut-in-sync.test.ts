import { describeServers } from "@revkv/dev/nats-server";
import { cutInSync } from "./cut-in-sync.ts";
import { testScenario } from "./repeat.ts";

describeServers(
  "a connection that is cut in an initial sync",
  { least: "2.10", start: "none" },
  (_server, found) => {
    testScenario(`cut in sync (${found.version})`, () =>
      cutInSync(found, { entries: 3_000, places: [0.2, 0.5, 0.8] }),
    );
  },
);
