import { expect, test } from "vitest";
import { watched } from "../src/index.ts";

test("an option that nobody reads is told, by its path", () => {
  const { options, unread } = watched({
    history: 3,
    buffer: { maxEntries: 1, onOverflow: "error" },
  });
  expect(unread()).toEqual(["history", "buffer", "buffer.maxEntries", "buffer.onOverflow"]);
  expect(options.buffer.maxEntries).toBe(1);
  expect(unread()).toEqual(["history", "buffer.onOverflow"]);
});

test("looking at the names alone is no reading", () => {
  const { options, unread } = watched({ ttlMs: undefined });
  expect(Object.keys(options)).toEqual(["ttlMs"]);
  expect("ttlMs" in options).toBe(true);
  expect(unread()).toEqual(["ttlMs"]);
  expect(options.ttlMs).toBeUndefined();
  expect(unread()).toEqual([]);
});

test("what is no plain object is handed on as it is", () => {
  const { signal } = new AbortController();
  const { options } = watched({ signal, tags: ["a"] });
  expect(options.signal).toBe(signal);
  expect(options.tags).toEqual(["a"]);
});
