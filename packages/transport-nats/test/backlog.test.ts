import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Backlog } from "../src/backlog.ts";

describe("what waits to be taken", () => {
  test("comes out in its order, however putting and taking take turns", () => {
    const turns = fc.array(fc.record({ adds: fc.nat({ max: 5 }), takes: fc.nat({ max: 5 }) }));
    fc.assert(
      fc.property(turns, (given) => {
        const backlog = new Backlog<number>();
        const waiting: number[] = [];
        let count = 0;
        for (const { adds, takes } of given) {
          for (let add = 0; add < adds; add += 1) {
            count += 1;
            backlog.add(count);
            waiting.push(count);
          }
          for (let take = 0; take < takes; take += 1) expect(backlog.take()).toBe(waiting.shift());
        }
      }),
    );
  });

  test("is nothing after it was forgotten", () => {
    const backlog = new Backlog<string>();
    for (const item of ["a", "b"]) backlog.add(item);
    backlog.take();
    backlog.add("c");
    backlog.clear();
    expect(backlog.take()).toBeUndefined();
    backlog.add("d");
    expect(backlog.take()).toBe("d");
  });
});
