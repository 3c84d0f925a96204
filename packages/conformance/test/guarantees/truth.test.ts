import { describe, expect, test } from "vitest";
import { judgeRecording } from "../../src/guarantees/judge.ts";
import type { RecordedLine } from "../../src/recording/line.ts";
import { Tape } from "./tape.ts";

/** What an open watch breaks that is not given the last entry. */
const OWED = ["Told-when-cut", "Converges"];

/** The guarantees that a recording breaks. */
function brokenIn({ lines }: { readonly lines: readonly RecordedLine[] }): readonly string[] {
  return judgeRecording(lines).map(({ guarantee }) => guarantee);
}

describe("a time to live", () => {
  const config = { history: 64, ttlMs: 60_000 };

  test("excuses an entry that never came from the moment on when its time is over", () => {
    const of = (ms: number): Tape =>
      new Tape().make(config).watch().caughtUp().write("a b").give(1).pass(ms).write("c").give(3);
    expect(brokenIn(of(59_999))).toEqual(["Reliable", "Converges"]);
    expect(brokenIn(of(60_000))).toEqual([]);
  });

  test("may have been set at any time: the shortest counts", () => {
    const tape = new Tape().make().watch().caughtUp().write("a b").give(1).update(config);
    expect(brokenIn(tape.pass(60_000).write("c").give(3))).toEqual([]);
  });

  test("may be an entry's own", () => {
    const tape = new Tape().make().watch().caughtUp().write("a").write("b", "PUT", 5_000).give(1);
    expect(brokenIn(tape.pass(5_000).write("c").give(3))).toEqual([]);
  });

  test("lets a limit marker come that nobody wrote, and that is then owed to every watch", () => {
    const limited = { history: 1, limitMarkerTtlMs: 600_000 };
    const marker = { key: "a", operation: "PURGE", reason: "MaxAge" } as const;
    const tape = new Tape().make(limited).watch().caughtUp();
    tape.write("a", "PUT", 60_000).give(1).pass(60_000);
    tape.giveForeign(2, marker);
    expect(brokenIn(tape)).toEqual([]);
    expect(brokenIn(tape.watch({ start: "last" }).caughtUp())).toEqual(OWED);
  });
});

describe("a bucket that is deleted and made again", () => {
  test("has revisions of its own", () => {
    const tape = new Tape().make().write("a b").watch().give(1, 2).caughtUp();
    tape.unmake().closed("BUCKET_DELETED").make().write("c").watch();
    expect(brokenIn(tape.give(1).caughtUp())).toEqual([]);
    expect(brokenIn(tape.watch().caughtUp())).toEqual(OWED);
  });

  test("owes nothing to a watch that was asked for meanwhile: nobody knows which of the two it is of", () => {
    const tape = new Tape().make().write("a b");
    expect(brokenIn(tape.unmake(() => tape.watch().give(2).caughtUp()))).toEqual([]);
  });
});

describe("what was committed", () => {
  test("is what one watch was given, where the writer was not told", () => {
    const tape = new Tape().make().watch().caughtUp().writeUntold("a").give(1);
    expect(brokenIn(tape)).toEqual([]);
    expect(brokenIn(tape.watch().caughtUp())).toEqual(OWED);
  });

  test("may be nothing, where the writer was not told and nobody was given it", () => {
    expect(brokenIn(new Tape().make().watch().caughtUp().writeUntold("a"))).toEqual([]);
  });

  test("is what watches were given, where no writer is in the recording", () => {
    const tape = new Tape().make().watch().giveForeign(1, { key: "a" }).caughtUp();
    expect(brokenIn(tape)).toEqual([]);
    expect(brokenIn(tape.watch().caughtUp())).toEqual(OWED);
  });

  test("is known by heads too", () => {
    const tape = new Tape().make().writeUntold("a").watch({ metaOnly: true });
    expect(brokenIn(tape.giveChanged(1, { value: "" }).caughtUp())).toEqual([]);
    expect(brokenIn(tape.watch().giveChanged(1, { operation: "DEL" }).caughtUp())).toEqual([
      "Reliable",
    ]);
  });
});

test("a write whose outcome is unknown may have trimmed what stood before it", () => {
  const tape = new Tape().make({ history: 1 }).watch().caughtUp().write("a").writeUntold("a");
  expect(brokenIn(tape.write("b").give(3))).toEqual([]);
});
