import { describe, expect, test } from "vitest";
import { undisturbed } from "../src/run/canary.ts";
import { figureOf } from "../src/run/figure.ts";
import { measureSection } from "../src/run/measure-section.ts";
import { place, type Readings } from "../src/run/place.ts";
import type { Round } from "../src/run/round.ts";
import { apart, highest, plain, times } from "../src/run/row.ts";
import type { Section } from "../src/run/section.ts";

const one = place("task one", "cpuNs");
const two = place("task two", "cpuNs");
const SECTION: Section = {
  name: "example",
  about: "",
  rounds: 3,
  isTimed: true,
  rows: [plain("one", "ns", one), times("two beside one", two, one)],
};

function round(readings: Record<string, number>, canary: readonly number[] = [1, 1]): Round {
  const told = Object.entries(readings).map(([command, cpuNs]) => [command, { cpuNs }] as const);
  return { readings: new Map<string, Readings>(told), canary };
}

describe("a figure", () => {
  const rounds = [
    round({ "task one": 1, "task two": 10 }),
    round({ "task one": 2, "task two": 2 }),
    round({ "task one": 3, "task two": 6 }),
  ];

  test("is the median of what is computed within each round, with its spread", () => {
    // The medians of the two, 2 and 6, would give 3.
    expect(figureOf(times("two beside one", two, one), rounds)).toEqual({
      name: "two beside one",
      unit: "x",
      median: 2,
      lowest: 1,
      highest: 10,
    });
  });

  test("may be the highest of some readings, or how far apart they are", () => {
    expect(figureOf(highest("worst", "ns", [one, two]), rounds).median).toBe(6);
    expect(figureOf(apart("apart", "ns", [one, two]), rounds)).toMatchObject({
      lowest: 0,
      highest: 9,
    });
  });

  test("cannot come from a reading that no child told", () => {
    expect(() => figureOf(plain("one", "ns", place("task one", "steps")), rounds)).toThrow(
      "task one tells no steps",
    );
  });
});

describe("the canary", () => {
  test("voids the rounds in which it was slower or faster than it mostly was", () => {
    const calm = [round({}, [100, 104]), round({}, [98, 120]), round({}, [75, 100])];
    const disturbed = [round({}, [100, 150]), round({}, [60, 100])];
    expect(undisturbed([...calm, ...disturbed])).toEqual(calm);
  });
});

describe("a section", () => {
  /** Answers from a list of canaries, and notes what it was asked for. */
  function childOf(canaries: readonly number[]): {
    readonly asked: string[];
    readonly run: (command: string) => Promise<Readings>;
  } {
    const asked: string[] = [];
    const left = [...canaries];
    const run = async (command: string): Promise<Readings> => {
      if (command === "canary") return { cpuNs: left.shift() ?? 100 };
      asked.push(command);
      return { cpuNs: command === "task one" ? 5 : 10 };
    };
    return { asked, run };
  }

  test("measures every child once a round, and every other round backwards", async () => {
    const { asked, run } = childOf([]);
    const { rounds, voided } = await measureSection(SECTION, 2, run);
    expect({ rounds, voided }).toEqual({ rounds: 2, voided: 0 });
    expect(asked).toEqual(["task one", "task two", "task two", "task one"]);
  });

  test("asks no canary where nothing depends on the machine", async () => {
    const { asked, run } = childOf([100, 300]);
    const measured = await measureSection({ ...SECTION, isTimed: false }, 1, run);
    expect(measured).toMatchObject({ rounds: 1, voided: 0 });
    expect(asked).toEqual(["task one", "task two"]);
  });

  test("makes up for voided rounds and tells how many there were", async () => {
    const { run } = childOf([100, 100, 300, 300, 100, 100, 100, 100]);
    const measured = await measureSection(SECTION, 3, run);
    expect(measured).toMatchObject({ rounds: 3, voided: 1 });
    expect(measured.figures.map(({ median }) => median)).toEqual([5, 2]);
  });

  test("gives up after twice as many rounds", async () => {
    const { asked, run } = childOf([100, 100, 100, 300, 300, 100, 100, 300]);
    const measured = await measureSection(SECTION, 2, run);
    expect(measured).toMatchObject({ rounds: 1, voided: 3 });
    expect(asked).toHaveLength(8);
  });
});
