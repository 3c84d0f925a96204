import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRecording, Recorder } from "@revkv/conformance";
import { connect } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { validateRecordings, type Validated } from "../../src/recordings/validate.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "revkv-recordings-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const september = { server: "2.15.1", date: "2026-09-01" };

function validate(by = september, isOnlyCheck = false): Promise<Validated> {
  return validateRecordings({ folder, store: { transport: local() }, by, isOnlyCheck });
}

async function record(file: string): Promise<void> {
  const lines: string[] = [];
  const recorder = new Recorder({ title: "a put", write: (line) => lines.push(`${line}\n`) });
  const manager = await connect(recorder.wrap(local()));
  await (await manager.create("orders")).put("a", "1");
  writeFileSync(join(folder, file), lines.join(""));
}

function textOf(file: string): string {
  return readFileSync(join(folder, file), "utf8");
}

function validatedOf(file: string): unknown {
  const [header] = parseRecording(textOf(file));
  return header !== undefined && "recording" in header ? header.validated : undefined;
}

describe("recordings that are validated", () => {
  test("name each server that gave the same answers, with the last date", async () => {
    await record("a.jsonl");
    const [, ...before] = parseRecording(textOf("a.jsonl"));
    expect(await validate()).toEqual({ recordings: 1, differences: [] });
    const older = { server: "2.10.27", date: "2026-09-02" };
    await validate(older);
    const today = { server: "2.15.1", date: "2026-11-22" };
    await validate(today);
    expect(validatedOf("a.jsonl")).toEqual([older, today]);
    const [, ...after] = parseRecording(textOf("a.jsonl"));
    expect(after).toEqual(before);
  });

  test("stay as they are where they are only checked", async () => {
    await record("a.jsonl");
    const before = textOf("a.jsonl");
    expect(await validate(september, true)).toEqual({ recordings: 1, differences: [] });
    expect(textOf("a.jsonl")).toBe(before);
  });

  test("stay as they are where they differ, and the difference is told", async () => {
    await record("a.jsonl");
    await record("b.jsonl");
    const spoilt = textOf("a.jsonl").replace('"result":1,', '"result":2,');
    writeFileSync(join(folder, "a.jsonl"), spoilt);
    const { recordings, differences } = await validate();
    expect(recordings).toBe(2);
    expect(differences).toEqual([
      expect.stringMatching(/^a\.jsonl: a put, line 6: call 3 .*: recorded 2, here 1$/),
    ]);
    expect(textOf("a.jsonl")).toBe(spoilt);
    expect(validatedOf("b.jsonl")).toEqual([september]);
  });
});
