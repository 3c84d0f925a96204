import { describeServers } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { differenceOf } from "../src/difference.ts";
import { languagesOf } from "../src/prepare.ts";
import { readied, realTranscript, servedTranscript } from "./transcripts.ts";

// The first build of a program fetches its libraries.
const PATIENCE_MS = 600_000;

describeServers("official clients", { versions: ["2.15"], start: "none" }, (_, found) => {
  for (const language of languagesOf(process.env)) {
    test.concurrent(
      `the ${language} client does and gets the same on the served store`,
      { timeout: PATIENCE_MS },
      async (context) => {
        await readied(language, context);
        const [theirs, ours] = await Promise.all([
          realTranscript(language, found),
          servedTranscript(language),
        ]);
        const difference = differenceOf(
          [...theirs.lines, theirs.fault],
          [...ours.lines, ours.fault],
        );
        expect(difference.join("\n")).toBe("");
        expect(theirs.fault).toBe("");
      },
    );
  }
});
