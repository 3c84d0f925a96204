import { readFileSync } from "node:fs";
import { local } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { parseTraces, replayTrace, type Trace } from "../src/index.ts";

const traces = parseTraces(
  readFileSync(new URL("../fixtures/recorded.jsonl", import.meta.url), "utf8"),
);

describe("traces of real servers", () => {
  test("there are 60, of 72 operations each", () => {
    expect(traces.map((trace) => trace.ops.length)).toEqual(Array(60).fill(72));
  });

  test.for(traces.map((trace) => [trace.seed, trace] as const))(
    "trace %i replays on local() without a difference",
    async ([, trace]) => {
      expect(await replayTrace(trace, local())).toEqual([]);
    },
  );

  test("a wrong answer is a difference", async () => {
    const [first] = traces;
    const ops = first?.ops.map((one, at) => (at === 1 ? { ...one, result: { rev: 2 } } : one));
    const spoilt: Trace = { seed: 1, servers: [], config: first?.config ?? {}, ops: ops ?? [] };
    expect(await replayTrace(spoilt, local())).toEqual([
      'trace 1, 1: delete("b"): the server {"rev":2}, here {"rev":1}',
    ]);
  });
});
