import type { KvEntry } from "@revkv/core";
import { Engine, type Clock, type EngineBucket } from "@revkv/core/engine";
import { describe, expect, test, vi } from "vitest";
import { brief, codeOf, stateOf, world, wrong } from "../support.ts";

describe("rule 29: listeners run after commit, before the write returns", () => {
  test("a listener reads what it hears of", () => {
    const { bucket } = world();
    const seen: unknown[] = [];
    bucket.watch(">", (entry) => seen.push([entry.revision, bucket.get(entry.key)?.text()]));
    bucket.put("k", "1");
    bucket.put("k", "2");
    expect(seen).toEqual([
      [1, "1"],
      [2, "2"],
    ]);
  });

  test("all have heard before the write returns", () => {
    const { bucket } = world();
    const seen: string[] = [];
    bucket.watch("k", (entry) => seen.push(`one ${brief(entry)}`));
    bucket.watch("*", (entry) => seen.push(`two ${brief(entry)}`));
    expect(bucket.put("k", "v")).toBe(1);
    expect(seen).toEqual(["one 1 PUT k", "two 1 PUT k"]);
    bucket.delete("k");
    bucket.purge("k");
    expect(seen.slice(2)).toEqual(["one 2 DEL k", "two 2 DEL k", "one 3 PURGE k", "two 3 PURGE k"]);
  });

  test("a refused write is heard by nobody", () => {
    const { bucket } = world();
    const seen: string[] = [];
    bucket.watch(">", (entry) => seen.push(brief(entry)));
    expect(codeOf(() => bucket.update("k", "v", 3))).toBe("REVISION_MISMATCH");
    expect(seen).toEqual([]);
  });

  test.each([
    [undefined, ["2 PUT a", "3 DEL b"]],
    ["last", ["2 PUT a", "3 DEL b"]],
    ["history", ["1 PUT a", "2 PUT a", "3 DEL b"]],
    ["updates", []],
  ] as const)("include %j: initial values come before watch returns", (include, initial) => {
    const { bucket } = world({ history: 2 });
    bucket.put("a", "1");
    bucket.put("a", "2");
    bucket.delete("b");
    const seen: string[] = [];
    const listener = (entry: KvEntry): void => {
      seen.push(`${brief(entry)}${entry.isUpdate ? " live" : ""}`);
    };
    bucket.watch(["a", "b"], listener, { include });
    expect(seen).toEqual(initial);
    bucket.put("c", "not matched");
    bucket.purge("b");
    expect(seen).toEqual([...initial, "5 PURGE b live"]);
  });

  test("delta counts the initial values that follow", () => {
    const { bucket } = world();
    for (const key of ["a", "b", "c"]) bucket.put(key, "v");
    const deltas: number[] = [];
    bucket.watch(">", ({ delta }) => deltas.push(delta));
    bucket.put("d", "v");
    expect(deltas).toEqual([2, 1, 0, 0]);
  });
});

describe("rule 29: writes made by a listener", () => {
  test("commit at once and are delivered after the current entry has reached everyone", () => {
    const { bucket } = world();
    const seen: string[] = [];
    const listen = (name: string, writes: boolean): void => {
      bucket.watch(">", (entry) => {
        seen.push(`${name} ${brief(entry)}`);
        if (!writes || entry.key !== "a") return;
        const revision = bucket.put("b", "v");
        expect(bucket.get("b")?.revision).toBe(revision);
      });
    };
    listen("one", false);
    listen("two", true);
    listen("three", false);
    bucket.put("a", "v");
    expect(seen).toEqual([
      "one 1 PUT a",
      "two 1 PUT a",
      "three 1 PUT a",
      "one 2 PUT b",
      "two 2 PUT b",
      "three 2 PUT b",
    ]);
  });

  test("of several listeners keep the order of their revisions for everyone", () => {
    const { bucket } = world({ history: 64 });
    const seen: number[][] = [[], [], []];
    for (const at of [0, 1, 2]) {
      bucket.watch(">", (entry) => {
        seen[at]?.push(entry.revision);
        if (entry.revision <= 10) bucket.put(`by.${at}`, "v");
      });
    }
    bucket.put("begin", "v");
    const { lastRevision } = bucket.status();
    const all = Array.from({ length: lastRevision }, (_, at) => at + 1);
    expect(lastRevision).toBe(31);
    expect(seen).toEqual([all, all, all]);
  });

  test("a chain of a thousand does not grow the stack", () => {
    const { bucket } = world();
    let heard = 0;
    bucket.watch("k", (entry) => {
      heard += 1;
      if (entry.revision < 20_000) bucket.put("k", "v");
    });
    bucket.put("k", "v");
    expect(heard).toBe(20_000);
  });

  test("that fail throw in the listener and change nothing", () => {
    const { bucket, errors } = world();
    bucket.watch("a", () => void bucket.update("b", "v", 9));
    expect(bucket.put("a", "v")).toBe(1);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code: "REVISION_MISMATCH" });
    expect(bucket.status().lastRevision).toBe(1);
  });

  test("during initial values come after them", () => {
    const { bucket } = world();
    for (const key of ["a", "b"]) bucket.put(key, "v");
    const seen: string[] = [];
    bucket.watch(">", (entry) => {
      seen.push(`${brief(entry)} ${entry.isUpdate}`);
      if (entry.key === "a") bucket.put("c", "v");
    });
    expect(seen).toEqual(["1 PUT a false", "2 PUT b false", "3 PUT c true"]);
  });
});

describe("rule 29: listeners that throw, stop, watch and delete", () => {
  test("one that throws disturbs neither the writer nor others; onListenerError gets it", () => {
    const { bucket, errors } = world();
    bucket.put("initial", "v");
    const seen: number[] = [];
    const mine = new Error("mine");
    bucket.watch(">", () => {
      throw mine;
    });
    bucket.watch(">", ({ revision }) => seen.push(revision));
    expect(bucket.put("k", "v")).toBe(2);
    expect(seen).toEqual([1, 2]);
    expect(errors).toEqual([mine, mine]);
  });

  test("stop within the listener ends it at once, among initial values and among live ones", () => {
    const { bucket } = world();
    for (const key of ["a", "b"]) bucket.put(key, "v");
    const seen: string[] = [];
    bucket.watch(">", (entry, stop) => {
      seen.push(brief(entry));
      stop();
    });
    bucket.watch(
      ">",
      (entry, stop) => {
        seen.push(brief(entry));
        bucket.put("k", "again");
        stop();
      },
      { include: "updates" },
    );
    bucket.put("k", "v");
    bucket.put("k", "v");
    expect(seen).toEqual(["1 PUT a", "3 PUT k"]);
  });

  test("the function that watch returns ends it, once and again", () => {
    const { bucket } = world();
    const seen: string[] = [];
    const stop = bucket.watch(">", (entry) => seen.push(brief(entry)));
    bucket.put("k", "v");
    stop();
    stop();
    bucket.put("k", "v");
    expect(seen).toEqual(["1 PUT k"]);
  });

  test("one stopped by another listener hears nothing more of the current entry", () => {
    const { bucket } = world();
    const seen: string[] = [];
    let stopOther = (): void => undefined;
    bucket.watch(">", () => stopOther());
    stopOther = bucket.watch(">", (entry) => seen.push(brief(entry)));
    bucket.put("k", "v");
    expect(seen).toEqual([]);
  });

  test("a watch begun by a listener has an exact snapshot and then everything, nothing twice", () => {
    const { bucket } = world({ history: 5 });
    const seen: string[] = [];
    let begun = false;
    bucket.watch(">", (entry) => {
      if (entry.key === "a") bucket.put("b", "v");
      if (begun) return;
      begun = true;
      bucket.watch(">", (later) => seen.push(`${brief(later)} ${later.isUpdate}`));
    });
    bucket.put("a", "v");
    bucket.put("c", "v");
    expect(seen).toEqual(["1 PUT a false", "2 PUT b false", "3 PUT c true"]);
  });

  test("a bucket deleted by a listener is gone after the current entry has reached everyone", () => {
    const { engine, bucket } = world();
    const seen: string[] = [];
    bucket.watch(">", () => void engine.delete("b"));
    bucket.watch(">", (entry) => seen.push(brief(entry)));
    expect(bucket.put("k", "v")).toBe(1);
    expect(seen).toEqual(["1 PUT k"]);
    expect(codeOf(() => bucket.get("k"))).toBe("BUCKET_NOT_FOUND");
    engine.create("b");
    bucket.put("k", "v");
    expect(seen).toEqual(["1 PUT k"]);
  });

  test("a write that finds something due commits before listeners hear of either, in order", () => {
    let now = 0;
    const late: Clock = { nowMs: () => now, schedule: () => () => undefined };
    const engine = new Engine({ clock: late });
    const bucket = engine.create("b", { ttlMs: 1_000, limitMarkerTtlMs: 60_000 });
    bucket.put("due", "v");
    const seen: string[] = [];
    bucket.watch(">", (entry) => seen.push(`${brief(entry)} of ${bucket.status().lastRevision}`));
    now = 1_000;
    expect(bucket.put("k", "v")).toBe(3);
    expect(seen).toEqual(["1 PUT due of 1", "2 PURGE due of 3", "3 PUT k of 3"]);
    now = 2_000;
    expect(codeOf(() => bucket.create("due", "v", { ttlMs: 1 }))).toBe("INVALID_TTL");
    expect(bucket.get("k")).toBeNull();
    expect(seen.slice(3)).toEqual(["4 PURGE k of 4"]);
  });

  test("a bucket deleted by a listener in the midst of a write leaves no timer and no doubt", () => {
    let now = 0;
    const pending = new Set<object>();
    const late: Clock = {
      nowMs: () => now,
      schedule: () => {
        const task = {};
        pending.add(task);
        return () => void pending.delete(task);
      },
    };
    const engine = new Engine({ clock: late });
    const bucket: EngineBucket = engine.create("b", { ttlMs: 1_000, limitMarkerTtlMs: 60_000 });
    bucket.put("due", "v");
    bucket.watch("due", (entry) => {
      if (entry.operation === "PURGE") engine.delete("b");
    });
    const seen: string[] = [];
    bucket.watch("k", (entry) => seen.push(brief(entry)));
    now = 1_000;
    expect(bucket.put("k", "v")).toBe(3);
    expect(seen).toEqual(["3 PUT k"]);
    expect(codeOf(() => bucket.get("k"))).toBe("BUCKET_NOT_FOUND");
    expect(pending.size).toBe(0);
  });

  test("one whose error nobody can take, not even the console, disturbs nobody", () => {
    const broken = vi.spyOn(console, "error").mockImplementation(() => {
      throw new Error("the console throws");
    });
    try {
      const bucket = new Engine().create("b");
      const seen: number[] = [];
      bucket.watch(">", ({ revision }) => {
        if (revision === 1) throw new Error("once");
        seen.push(revision);
      });
      expect(bucket.put("k", "v")).toBe(1);
      expect(bucket.put("k", "v")).toBe(2);
      expect(seen).toEqual([2]);
      expect(broken).toHaveBeenCalled();
    } finally {
      broken.mockRestore();
    }
  });

  test("what is overdue when the bucket is deleted is heard before the end", () => {
    let now = 0;
    const idle: Clock = { nowMs: () => now, schedule: () => () => undefined };
    const engine = new Engine({ clock: idle });
    const bucket = engine.create("b", { ttlMs: 1_000, limitMarkerTtlMs: 1_000 });
    const seen: string[] = [];
    bucket.put("k", "v");
    bucket.watch(">", ({ operation }) => seen.push(operation), { include: "updates" });
    now = 1_000;
    engine.delete("b");
    expect(seen).toEqual(["PURGE"]);
  });

  test("what an async one rejects with goes to onListenerError", async () => {
    const reported: unknown[] = [];
    const engine = new Engine({ onListenerError: (error) => reported.push(error) });
    const bucket = engine.create("b");
    const late = async (): Promise<never> => Promise.reject(new Error("late"));
    bucket.watch(">", wrong(late));
    bucket.put("k", "v");
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    expect(reported).toEqual([new Error("late")]);
  });

  test("a listener that is no function is INVALID_ARGUMENT", () => {
    const { bucket } = world();
    expect(codeOf(() => bucket.watch(">", wrong(undefined)))).toBe("INVALID_ARGUMENT");
  });

  test("bytes handed to one listener are not those of another, nor of the store", () => {
    const { bucket } = world();
    const seen: string[] = [];
    bucket.watch(">", (entry) => void entry.value?.fill(0));
    bucket.watch(">", (entry) => seen.push(entry.operation === "PUT" ? entry.text() : ""));
    bucket.put("k", "abc");
    expect(seen).toEqual(["abc"]);
    expect(bucket.get("k")?.text()).toBe("abc");
    expect(stateOf(bucket)).toMatchObject({ values: 1 });
  });
});
