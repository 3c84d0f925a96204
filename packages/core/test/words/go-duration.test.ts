import { goDuration } from "@revkv/core/words";
import { expect, test } from "vitest";

test.each([
  [250, "250ms"],
  [999, "999ms"],
  [1_000, "1s"],
  [1_500, "1.5s"],
  [59_999, "59.999s"],
  [60_000, "1m0s"],
  [90_000, "1m30s"],
  [3_599_000, "59m59s"],
  [3_600_000, "1h0m0s"],
  [5_400_000, "1h30m0s"],
  [90_061_000, "25h1m1s"],
])("%i ms are written as Go writes a duration: %s", (ms, text) => {
  expect(goDuration(ms)).toBe(text);
});
