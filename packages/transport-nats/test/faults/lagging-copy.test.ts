import { KvError } from "@revkv/core";
import { describe, expect, test, vi } from "vitest";
import { InitialPhase } from "../../src/initial-phase.ts";
import type { LeaderView } from "../../src/leader-view.ts";
import type { Delivery } from "../../src/mapping/delivery.ts";
import type { OrderedConsumer } from "../../src/ordered-consumer.ts";

/** A copy that has delivered all it has, and a leader that answers what it is told to, the last again and again. */
function phaseAfter(after: number, isCopied: boolean, answers: readonly (number | Error)[]) {
  const told: string[] = [];
  const left = [...answers];
  const lastWanted = vi.fn<() => Promise<number>>(async () => {
    const answer = left.length > 1 ? left.shift() : left[0];
    if (typeof answer === "number") return answer;
    throw answer;
  });
  const phase = new InitialPhase({
    sync: { isByKey: true, storedBefore: 10 },
    after,
    consumer: { isDrained: async () => true } as unknown as OrderedConsumer,
    leader: { isCopied, lastWanted } as unknown as LeaderView,
    complete: () => told.push("complete"),
    unsure: () => told.push("unsure"),
  });
  return { phase, told, lastWanted };
}

function delivery(streamSequence: number): Delivery {
  return { streamSequence, consumerSequence: streamSequence, createdMs: 0, pending: 0 };
}

/** Long enough for the leader to be asked several times. */
const asked = (question: ReturnType<typeof phaseAfter>["lastWanted"]): Promise<void> =>
  vi.waitFor(() => expect(question.mock.calls.length).toBeGreaterThan(2), { interval: 5 });

describe("initial values from a copy that lags behind", () => {
  test("are complete when what the leader had has come", async () => {
    const { phase, told, lastWanted } = phaseAfter(0, true, [5, 7]);
    phase.expect(2);
    phase.saw("a", delivery(2));
    phase.saw("b", delivery(3));
    await asked(lastWanted);
    expect(told).toEqual([]);
    phase.saw("c", delivery(4));
    expect(told).toEqual([]);
    phase.saw("d", delivery(5));
    expect(told).toEqual(["complete"]);
  });

  test("are complete when what the leader had is removed", async () => {
    const { phase, told } = phaseAfter(0, true, [5, 5, 3]);
    phase.expect(1);
    phase.saw("a", delivery(3));
    expect(told).toEqual([]);
    await vi.waitFor(() => expect(told).toEqual(["complete"]));
  });

  test("are not complete because the copy has none", async () => {
    const { phase, told, lastWanted } = phaseAfter(0, true, [1]);
    phase.expect(0);
    await asked(lastWanted);
    expect(told).toEqual([]);
    phase.saw("a", delivery(1));
    expect(told).toEqual(["complete"]);
  });

  test("are complete when nothing came after those of before a break", async () => {
    const { phase, told } = phaseAfter(9, true, [9]);
    phase.expect(0);
    await vi.waitFor(() => expect(told).toEqual(["complete"]));
  });

  test("are unsure while the leader cannot be asked, and go on unless they are given up", async () => {
    const error = KvError.of("TIMEOUT", "no answer", { outcomeUnknown: false });
    const { phase, told } = phaseAfter(0, true, [error, error, 0]);
    phase.expect(0);
    await vi.waitFor(() => expect(told).toEqual(["unsure", "unsure", "complete"]));
    const given = phaseAfter(0, true, [error]);
    given.phase.expect(0);
    await vi.waitFor(() => expect(given.told).toEqual(["unsure"]));
    given.phase.abandon();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(given.told).toEqual(["unsure"]);
  });

  test("go by the copy where the leader may not be asked, or where there is one copy alone", async () => {
    const denied = phaseAfter(0, true, [KvError.of("PERMISSION_DENIED", "no")]);
    denied.phase.expect(0);
    await vi.waitFor(() => expect(denied.told).toEqual(["complete"]));
    const alone = phaseAfter(0, false, [5]);
    alone.phase.expect(0);
    expect(alone.told).toEqual(["complete"]);
    expect(alone.lastWanted).not.toHaveBeenCalled();
  });
});
