import { readdirSync, readFileSync } from "node:fs";
import { parseRecording, replay } from "@revkv/conformance";
import { openServed } from "@revkv/dev/subjects";
import { expect, test } from "vitest";

const folder = new URL("../../../conformance/fixtures/recordings/", import.meta.url);

test.for(readdirSync(folder))("%s replays over the served engine", async (file) => {
  const served = await openServed();
  const lines = parseRecording(readFileSync(new URL(file, folder), "utf8"));
  expect(await replay(lines, served)).toBe(undefined);
  await served.close?.();
});
