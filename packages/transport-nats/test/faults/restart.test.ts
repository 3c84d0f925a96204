import { describeServers } from "@revkv/dev/nats-server";
import { testScenario } from "./repeat.ts";
import { restartUnderLoad } from "./restart.ts";

describeServers("a server that is killed", { least: "2.10", start: "none" }, (_server, found) => {
  testScenario(`restart (${found.version})`, () =>
    restartUnderLoad(found, { restarts: 2, writes: 400, writers: 12 }),
  );
});
