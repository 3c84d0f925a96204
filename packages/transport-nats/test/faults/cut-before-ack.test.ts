import { describeServers } from "@revkv/dev/nats-server";
import { cutBeforeAck } from "./cut-before-ack.ts";
import { testScenario } from "./repeat.ts";

describeServers(
  "a connection that is cut before an answer",
  { least: "2.10", start: "none" },
  (_server, found) => {
    testScenario(`cut before ack (${found.version})`, () =>
      cutBeforeAck(found, { rounds: 3, cutsUnderLoad: 5, writers: 6 }),
    );
  },
);
