import { newSteps, ServedLog, type Steps } from "@revkv/core/engine";
import { describe, expect, test } from "vitest";
import { world, type World } from "../support.ts";

/** The steps that a task takes. */
function cost({ steps }: Pick<World, "steps">, task: () => unknown): Steps {
  const before = { ...steps };
  task();
  return {
    entries: steps.entries - before.entries,
    keys: steps.keys - before.keys,
    watchers: steps.watchers - before.watchers,
  };
}

function sum({ entries, keys, watchers }: Steps): number {
  return entries + keys + watchers;
}

const NOTHING = newSteps();

/** A bucket with so many keys of three tokens, every tenth under `hot`. */
function filled(count: number, config = {}): World {
  const here = world({ history: 3, ...config });
  for (let at = 0; at < count; at += 1) {
    here.bucket.put(`${at % 10 === 0 ? "hot" : "cold"}.k${at}.x`, "v");
  }
  return here;
}

/** Filters until all keys are listed: each listing that finds them incomplete lists a part. */
function listed(here: World): void {
  while (cost(here, () => here.bucket.keys("none.*")).keys > 0);
}

describe("costs: a write or a read", () => {
  const tasks: Readonly<Record<string, (here: World) => unknown>> = {
    "put of a new key": ({ bucket }) => bucket.put("new.k.x", "v"),
    "put of a known key": ({ bucket }) => bucket.put("hot.k0.x", "v"),
    "update of a known key": ({ bucket }) => bucket.update("hot.k0.x", "v", 1),
    create: ({ bucket }) => bucket.create("new", "v"),
    delete: ({ bucket }) => bucket.delete("hot.k0.x"),
    purge: ({ bucket }) => bucket.purge("hot.k0.x"),
    get: ({ bucket }) => bucket.get("hot.k0.x"),
    "get of a missing key": ({ bucket }) => bucket.get("missing"),
    "get of a revision": ({ bucket }) => bucket.get("hot.k0.x", { revision: 1 }),
    "keys of a literal": ({ bucket }) => bucket.keys("hot.k0.x"),
    "history of a literal": ({ bucket }) => bucket.history("hot.k0.x"),
    status: ({ bucket }) => bucket.status(),
  };
  test.each(Object.keys(tasks))("%s does not depend on the number of keys", (name) => {
    const [few, many] = [100, 10_000].map((count) => {
      const here = filled(count);
      return cost(here, () => tasks[name]?.(here));
    });
    expect(many).toEqual(few);
  });

  test("a write that trims visits what it trims", () => {
    const here = filled(1_000, { history: 2 });
    expect(cost(here, () => here.bucket.put("hot.k0.x", "v"))).toEqual(NOTHING);
    expect(cost(here, () => here.bucket.put("hot.k0.x", "v"))).toEqual({ ...NOTHING, entries: 1 });
    expect(cost(here, () => here.bucket.purge("hot.k0.x"))).toEqual({ ...NOTHING, entries: 2 });
  });

  test("does not depend on the number of keys after the index was made either", () => {
    const [few, many] = [100, 10_000].map((count) => {
      const here = filled(count);
      listed(here);
      return cost(here, () => {
        here.bucket.put("new.k.x", "v");
        here.bucket.put("hot.k0.x", "v");
        here.bucket.purge("new.k.x");
        here.bucket.purgeDeletes({ olderThanMs: 0 });
      });
    });
    expect(many).toEqual(few);
  });
});

describe("costs: keys(filter) and history(filter)", () => {
  /** Keys under `hot`: 20 of them, whatever the number of others. */
  function crowded(others: number): World {
    const here = world({ history: 3 });
    for (let at = 0; at < others; at += 1) here.bucket.put(`cold.k${at}.y`, "v");
    for (let at = 0; at < 20; at += 1) here.bucket.put(`hot.k${at}.x`, "v");
    here.bucket.put("hot.only", "v");
    listed(here);
    return here;
  }

  test.each([
    "hot.>",
    "hot.*.x",
    "hot.*",
    "*.*.x",
    "*.k3.>",
    "*.only",
    "hot.k3.x",
    "none.>",
    "*.none.*",
  ])("%s walks what matches its literal tokens, not all keys", (filter) => {
    const costs = [100, 10_000].map((others) => {
      const here = crowded(others);
      return [
        cost(here, () => here.bucket.keys(filter)),
        cost(here, () => here.bucket.history(filter)),
        cost(here, () => here.bucket.watch(filter, () => undefined)()),
      ];
    });
    expect(costs[1]).toEqual(costs[0]);
    for (const steps of costs[0] ?? []) expect(sum(steps)).toBeLessThanOrEqual(2 * 21);
  });

  test("a bucket is listed in parts, while each filter scans all keys", () => {
    const here = filled(20_000);
    const scans: number[] = [];
    for (let keys = -1; keys !== 0; scans.push(keys)) {
      ({ keys } = cost(here, () => here.bucket.keys("none.*")));
    }
    expect(scans).toEqual([20_000, 20_000, 20_000, 0]);
  });

  test("the shortest of the lists that the literal tokens name is walked", () => {
    const here = crowded(10_000);
    const found = cost(here, () => here.bucket.keys("cold.k77.y"));
    expect(sum(found)).toBe(2);
    const wide = cost(here, () => here.bucket.keys("cold.k77.*"));
    expect(wide.keys).toBeLessThanOrEqual(2);
  });

  test("several filters cost the sum of each", () => {
    const here = crowded(10_000);
    const one = cost(here, () => here.bucket.keys("hot.k1.*"));
    const other = cost(here, () => here.bucket.keys("*.only"));
    const both = cost(here, () => here.bucket.keys(["hot.k1.*", "*.only"]));
    expect(sum(both)).toBe(sum(one) + sum(other));
  });
});

describe("costs: a write visits only matching watchers", () => {
  test("however many there are on other filters", () => {
    const costs = [10, 10_000].map((others) => {
      const here = world();
      const heard: string[] = [];
      for (let at = 0; at < others; at += 1) {
        here.bucket.watch([`other.${at}`, `x.${at}.>`, `*.never${at}`], () => heard.push("other"));
      }
      for (const filter of [">", "k.*", "*.1", "k.1"]) {
        here.bucket.watch(filter, () => heard.push(filter));
      }
      const steps = cost(here, () => here.bucket.put("k.1", "v"));
      expect(heard).toHaveLength(4);
      return steps;
    });
    expect(costs).toEqual([
      { ...NOTHING, watchers: 4 },
      { ...NOTHING, watchers: 4 },
    ]);
  });

  test("watchers that stopped cost nothing", () => {
    const here = world();
    for (let at = 0; at < 1_000; at += 1) here.bucket.watch("k.*", () => undefined)();
    here.bucket.watch("k.*", () => undefined);
    expect(cost(here, () => here.bucket.put("k.1", "v"))).toEqual({ ...NOTHING, watchers: 1 });
  });
});

describe("costs: expiry touches only what is due", () => {
  test("however much is stored", () => {
    const costs = [100, 10_000].map((others) => {
      const here = world({ limitMarkerTtlMs: 60_000 });
      for (let at = 0; at < others; at += 1) here.bucket.put(`k${at}`, "v", { ttlMs: 3_600_000 });
      for (let at = 0; at < 5; at += 1) here.bucket.put(`due${at}`, "v", { ttlMs: 1_000 });
      return cost(here, () => here.clock.advance(1_000));
    });
    expect(costs[1]).toEqual(costs[0]);
    expect(costs[0]).toEqual({ ...NOTHING, entries: 5 });
  });

  test("nothing due costs nothing", () => {
    const here = filled(1_000, { ttlMs: 60_000 });
    expect(cost(here, () => here.clock.advance(59_999))).toEqual(NOTHING);
  });
});

describe("costs: work is linear in a watcher's backlog", () => {
  test.each([">", "*.*.x", "*.>", "cold.>", "hot.*.x"])(
    "fromRevision near the end of a long log visits what follows, filter %s",
    (filter) => {
      const [few, many] = [1_000, 20_000].map((count) => {
        const here = filled(count);
        listed(here);
        // Who asks by revision first has the order of revisions made.
        here.bucket.get("hot.k0.x", { revision: 1 });
        const { lastRevision } = here.bucket.status();
        const log = ServedLog.of(here.engine.log("b"));
        return cost(here, () =>
          log.read({ filters: [filter], start: { revision: lastRevision - 9 } }),
        );
      });
      expect(many).toEqual(few);
      expect(sum(many ?? NOTHING)).toBeLessThanOrEqual(30);
    },
  );

  test("fromRevision in a sparse log visits no more than is stored", () => {
    const here = world();
    for (let at = 0; at < 10_000; at += 1) here.bucket.put("k", "v");
    const log = ServedLog.of(here.engine.log("b"));
    const steps = cost(here, () => log.read({ filters: [">"], start: { revision: 1 } }));
    expect(steps.entries).toBe(1);
  });

  test("initial values cost a step each", () => {
    const [few, many] = [1_000, 65_000].map((count) => {
      const here = filled(count);
      let heard = 0;
      const steps = cost(here, () => here.bucket.watch(">", () => (heard += 1)));
      expect(heard).toBe(count);
      return sum(steps);
    });
    expect([few, many]).toEqual([1_000, 65_000]);
  });

  test("live entries that a listener's writes queue up cost a step each", () => {
    for (const count of [1_000, 65_000]) {
      const here = world();
      let heard = 0;
      here.bucket.watch("*", (entry) => {
        heard += 1;
        if (entry.key !== "begin") return;
        for (let at = 0; at < count; at += 1) here.bucket.put("k.x", "v");
      });
      const all = here.bucket.watch("k.*", () => (heard += 1));
      const steps = cost(here, () => here.bucket.put("begin", "v"));
      all();
      expect(heard).toBe(count + 1);
      expect(steps.watchers).toBe(count + 1);
    }
  });
});
