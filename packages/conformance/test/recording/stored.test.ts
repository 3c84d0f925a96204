import { readdirSync, readFileSync } from "node:fs";
import { local } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { judgeRecording, parseRecording, replay } from "../../src/index.ts";
import { modelTransport } from "./model-transport.ts";

const folder = new URL("../../fixtures/recordings/", import.meta.url);
const recordings = readdirSync(folder).map((file) => ({
  file,
  lines: parseRecording(readFileSync(new URL(file, folder), "utf8")),
}));

describe("recordings of real servers", () => {
  test("are 60, each with what it was validated by", () => {
    expect(recordings.length).toBe(60);
    const validated = recordings.map(({ lines: [header] }) =>
      header !== undefined && "recording" in header ? header.validated.length : 0,
    );
    expect(validated.filter((servers) => servers < 2)).toEqual([]);
  });

  test.for(recordings)("$file replays on local() without a difference", async ({ lines }) => {
    expect(await replay(lines, { transport: local() })).toBe(undefined);
  });

  test.for(recordings)("the reference model answers as $file", async ({ lines }) => {
    expect(await replay(lines, { transport: modelTransport() })).toBe(undefined);
  });

  test("keep what watches promise, by checkers that are newer than they", () => {
    expect(recordings.flatMap(({ lines }) => judgeRecording(lines))).toEqual([]);
  });
});
