import { isKvError } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { describe, expect, test } from "vitest";
import { faulty, type FaultName, type FaultyOptions, type NextOptions } from "../../src/faulty.ts";
import { wrong } from "./bench.ts";

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (isKvError(error)) return error.code;
    throw error;
  }
  return "fine";
}

describe("the options of faulty", () => {
  test.each([
    {},
    { seed: 0 },
    { seed: 2 ** 52, fail: 0, loseReply: 1, stale: 0.5, cut: undefined },
    { delayMs: { most: 0 } },
    { delayMs: { least: 3, most: 3 }, timeoutMs: 1 },
  ])("may be %j", (options) => {
    expect(codeOf(() => faulty(local(), options))).toBe("fine");
  });

  test.each([
    7,
    { lose: 0.1 },
    { seed: -1 },
    { seed: 1.5 },
    { fail: -0.1 },
    { fail: 1.1 },
    { loseReply: Number.NaN },
    { stale: "often" },
    { delayMs: 20 },
    { delayMs: { least: 5, most: 4 } },
    { delayMs: { least: 1 } },
    { delayMs: { most: 10, usual: 5 } },
    { timeoutMs: 0 },
    { clock: { nowMs: () => 0 } },
    { clock: null },
  ])("are INVALID_ARGUMENT as %j", (options) => {
    expect(codeOf(() => faulty(local(), wrong<FaultyOptions>(options)))).toBe("INVALID_ARGUMENT");
  });

  test("go with a transport and nothing else", () => {
    expect(codeOf(() => faulty(wrong({})))).toBe("INVALID_ARGUMENT");
    expect(codeOf(() => faulty(wrong(undefined)))).toBe("INVALID_ARGUMENT");
  });
});

describe("the arguments of the verbs", () => {
  test.each([
    ["explode", {}],
    [undefined, {}],
    ["fail", { times: 0 }],
    ["fail", { of: "put" }],
    ["fail", { error: new Error("plain") }],
    ["fail", { after: 1 }],
    ["cut", { after: 0 }],
    ["loseReply", { error: undefined, count: 1 }],
  ])("are INVALID_ARGUMENT as %j, %j", (fault, options) => {
    const store = faulty(local());
    const call = (): void => store.next(wrong<FaultName>(fault), wrong<NextOptions>(options));
    expect(codeOf(call)).toBe("INVALID_ARGUMENT");
  });

  test("name keys as they are named everywhere", () => {
    expect(codeOf(() => faulty(local()).next("fail", { key: "a..b" }))).toBe("INVALID_KEY");
  });

  test("of an end of all watches are a KvError or nothing", () => {
    const store = faulty(local());
    expect(codeOf(() => store.endWatches())).toBe("fine");
    expect(codeOf(() => store.endWatches(wrong(new Error("plain"))))).toBe("INVALID_ARGUMENT");
  });
});
