import { Engine, manualClock, ServedLog } from "@revkv/core/engine";
import { describe, expect, test } from "vitest";
import { brief, codeOf } from "../support.ts";

/** Keys that our grammar refuses and a server stores. */
const FOREIGN = ["ü", "a b", "a:b", "*", "a.*", "a.>", "x*", "a..b", ".", "", "\n"];

function log(): { readonly engine: Engine; readonly foreign: ServedLog } {
  const engine = new Engine({ clock: manualClock() });
  engine.create("b", { history: 2 });
  return { engine, foreign: ServedLog.of(engine.log("b")) };
}

function put(foreign: ServedLog, key: string): number {
  const bytes = new Uint8Array([1]);
  return foreign.write({ key, operation: "PUT", bytes, expected: "any", ttlMs: undefined });
}

describe("rule 17: keys of foreign writers that our grammar refuses", () => {
  test("are yielded by keys, history and watches", () => {
    const { engine, foreign } = log();
    const bucket = engine.open("b");
    const seen: string[] = [];
    bucket.watch(">", ({ key }) => seen.push(key));
    for (const key of FOREIGN) put(foreign, key);
    expect(bucket.keys()).toEqual(FOREIGN);
    expect(bucket.history(">").map(({ key }) => key)).toEqual(FOREIGN);
    expect(seen).toEqual(FOREIGN);
  });

  test("are found by wildcards as tokens like others", () => {
    const { engine, foreign } = log();
    for (const key of ["a.ü", "a b.c", "ü"]) put(foreign, key);
    const bucket = engine.open("b");
    expect(bucket.keys("a.*")).toEqual(["a.ü"]);
    expect(bucket.keys("*.c")).toEqual(["a b.c"]);
    expect(bucket.keys("*")).toEqual(["ü"]);
  });

  test("get of them rejects", () => {
    const { engine, foreign } = log();
    const bucket = engine.open("b");
    for (const key of FOREIGN) {
      put(foreign, key);
      expect(codeOf(() => bucket.get(key))).toBe("INVALID_KEY");
    }
  });

  test("go by purgeDeletes as others do", () => {
    const { engine, foreign } = log();
    const bucket = engine.open("b");
    put(foreign, "ü");
    const nothing = { bytes: new Uint8Array(), expected: "any", ttlMs: undefined } as const;
    foreign.write({ key: "ü", operation: "DEL", ...nothing });
    expect(bucket.history(">").map(brief)).toEqual(["1 PUT ü", "2 DEL ü"]);
    expect(bucket.purgeDeletes({ olderThanMs: 0 })).toBe(2);
  });
});
