import { Engine, Followers, manualClock, ServedLog } from "@revkv/core/engine";
import { headerBlock } from "@revkv/core/words";
import { describe, expect, test } from "vitest";

const BYTES = new Uint8Array([1]);
const ROLLUP = headerBlock([
  ["KV-Operation", "PURGE"],
  ["Nats-Rollup", "sub"],
]);

function put(log: ServedLog, key: string, headers = ""): number {
  return log.post({ key, headers, bytes: BYTES }).revision;
}

function stored(log: ServedLog): string[] {
  return log
    .read({ filters: [">"], start: "all" })
    .map((one) => `${one.revision} ${one.operation} ${one.key}`);
}

describe("a bucket that copies another one as it is", () => {
  test("has its entries with their revisions and times, those that were there and those that come", () => {
    const clock = manualClock();
    const engine = new Engine({ clock });
    const origin = ServedLog.of(engine.place("origin", { history: 2 }));
    for (const key of ["a", "a", "b"]) put(origin, key);
    clock.advance(50);
    const mirror = ServedLog.of(
      engine.place("mirror", { history: 2, mirror: { bucket: "origin" } }),
    );
    Followers.of(engine).add(mirror, { origin: "origin", filters: [">"] });
    put(origin, "a");
    put(origin, "b", ROLLUP);
    expect(stored(mirror)).toEqual(["2 PUT a", "4 PUT a", "5 PURGE b"]);
    expect(stored(mirror)).toEqual(stored(origin));
    expect(mirror.totals()).toEqual(origin.totals());
  });

  test("keeps what is purged from its origin without a trace", () => {
    const engine = new Engine({ clock: manualClock() });
    const origin = ServedLog.of(engine.place("origin", {}));
    const mirror = ServedLog.of(engine.place("mirror", { mirror: { bucket: "origin" } }));
    Followers.of(engine).add(mirror, { origin: "origin", filters: [">"] });
    put(origin, "a");
    origin.purge({});
    put(origin, "b");
    expect(stored(mirror)).toEqual(["1 PUT a", "2 PUT b"]);
  });

  test("begins when its origin is made, and ends with either of them", () => {
    const engine = new Engine({ clock: manualClock() });
    const mirror = ServedLog.of(engine.place("mirror", { mirror: { bucket: "origin" } }));
    Followers.of(engine).add(mirror, { origin: "origin", filters: [">"] });
    const origin = ServedLog.of(engine.place("origin", {}));
    put(origin, "a");
    engine.delete("origin");
    expect(stored(mirror)).toEqual(["1 PUT a"]);
    engine.delete("mirror");
    put(ServedLog.of(engine.place("origin", {})), "b");
    expect(engine.find("mirror")).toBeUndefined();
  });
});

describe("a bucket that takes entries of others", () => {
  test("has them under revisions of its own and as it wants them, and is written to as well", () => {
    const engine = new Engine({ clock: manualClock() });
    const sources = ["x", "y"].map((name) => ServedLog.of(engine.place(name, { history: 5 })));
    const target = ServedLog.of(engine.place("target", { history: 5 }));
    for (const source of sources)
      Followers.of(engine).add(target, {
        origin: source.name,
        filters: ["a.*"],
        adopt: ({ key, bytes, headers }) =>
          key === "a.none" ? undefined : { key: `${source.name}.${key}`, bytes, headers },
      });
    for (const source of sources) put(source, "a.1");
    for (const source of sources) for (const key of ["b", "a.none"]) put(source, key);
    put(target, "own");
    for (const source of sources) put(source, "a.1", ROLLUP);
    expect(stored(target)).toEqual(["3 PUT own", "4 PURGE x.a.1", "5 PURGE y.a.1"]);
  });
});
