import { expect, test } from "vitest";
import { parseRecording } from "../../src/index.ts";

const header = {
  recording: 1,
  title: "a test",
  backend: "local",
  features: {},
  validated: [{ server: "2.15.1", date: "2026-11-22" }],
};
const about = { client: "client", bucket: "b", atMs: 0 };
const read = { call: 1, ...about, ask: "read", key: "a" };
const subscribe = { call: 1, ...about, ask: "subscribe", filters: [">"], start: "new" };
const watch = { ...subscribe, metaOnly: false, live: true };

function parse(...lines: readonly unknown[]): unknown {
  return parseRecording([header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(""));
}

test("a recording is read as it was written", () => {
  const lines = [read, { return: 1, result: null, atMs: 0 }];
  expect(parse(...lines)).toEqual([header, ...lines]);
});

test.for([
  ["", "line 1 is no JSON: "],
  ["{}", "line 1 is not the header of a recording: {}"],
  [`${JSON.stringify(header)}\n\n`, "line 2 is no JSON: "],
  [`${JSON.stringify(header)}\n{"call`, 'line 2 is no JSON: {"call'],
] as const)("of %j it says what is wrong", ([text, message]) => {
  expect(() => parseRecording(text)).toThrow(message);
});

test.for([
  ["a list", [], "is no object"],
  ["an unknown line", { atMs: 0 }, "is no call, no return and nothing of a watch"],
  ["an unknown request", { ...read, ask: "toString" }, "is no call that a store can be asked"],
  ["a call without what it is about", { ...read, key: 7 }, "is no call that a store can be asked"],
  [
    "an end without a call",
    { return: 1, result: null, atMs: 0 },
    "ends a call that is not under way",
  ],
  ["news of no watch", { watch: 1, caughtUp: true, atMs: 0 }, "is of no subscription before it"],
] as const)("%s is refused with its line", ([, line, fault]) => {
  expect(() => parse(line)).toThrow(`line 2 ${fault}: ${JSON.stringify(line)}`);
});

test.for([
  ["a number of a call that was given", read, read, "has the number of an earlier call"],
  [
    "a result of another call",
    read,
    { return: 1, result: 7, atMs: 0 },
    "is not how a read can end",
  ],
  ["an end with nothing", read, { return: 1, atMs: 0 }, "is not how a read can end"],
  ["an event without a name", watch, { watch: 1, atMs: 0 }, "is nothing that happens to a watch"],
  [
    "half an entry",
    watch,
    { watch: 1, entry: { key: "a" }, atMs: 0 },
    "is nothing that happens to a watch",
  ],
  [
    "news of a read",
    read,
    { watch: 1, caughtUp: true, atMs: 0 },
    "is of no subscription before it",
  ],
] as const)("%s is refused with its line", ([, first, second, fault]) => {
  expect(() => parse(first, second)).toThrow(
    `line 3 ${fault}: ${JSON.stringify(second).slice(0, 100)}`,
  );
});
