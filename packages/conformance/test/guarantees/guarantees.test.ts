import { describe, expect, test } from "vitest";
import type { GuaranteeName } from "../../src/guarantees/guarantee.ts";
import { GUARANTEES, judgeRecording, judgeWatch } from "../../src/guarantees/judge.ts";
import { Tape } from "./tape.ts";

type Play = (tape: Tape) => Tape;

/** What each guarantee allows, and what it alone objects to. */
interface Samples {
  readonly kept: Readonly<Record<string, Play>>;
  readonly broken: Readonly<Record<string, Play>>;
}

const stored: Play = (tape) => tape.make().write("a b a b");
const finite = { live: false } as const;

const SAMPLES: Readonly<Record<GuaranteeName, Samples>> = {
  Ordered: {
    kept: {
      "revisions ascend, with gaps where others were written": (tape) =>
        stored(tape)
          .watch({ filters: ["b"] })
          .give(2, 4)
          .caughtUp(),
    },
    broken: {
      "two initial values change places": (tape) =>
        stored(tape).watch().give(1, 3, 2, 4).caughtUp(),
      "two live entries change places": (tape) =>
        tape.make().watch({ start: "new" }).caughtUp().write("a b a").give(2, 1, 3),
    },
  },
  Unique: {
    kept: {
      "the same value written twice is two entries": (tape) =>
        tape.make().watch().caughtUp().write("a a").give(1, 2),
    },
    broken: {
      "an initial value comes twice": (tape) => stored(tape).watch().give(1, 2, 2, 3, 4).caughtUp(),
      "the last initial value comes again as the first live entry": (tape) =>
        tape.make().watch().write("a").give(1).caughtUp().give(1),
    },
  },
  Reliable: {
    kept: {
      "an initial value that was overwritten before it came may be missing": (tape) =>
        tape
          .make({ history: 1 })
          .write("a b")
          .watch({ start: "last" })
          .write("a")
          .give(2, 3)
          .caughtUp(),
      "what is trimmed before a later entry comes may be missing": (tape) =>
        tape.make({ history: 1 }).watch().caughtUp().write("a b a b").give(3, 4),
      "what a purge removed may be missing": (tape) =>
        tape.make().watch().caughtUp().write("b a").write("a", "PURGE").give(1, 3),
      "a marker that was removed may be missing, and what was below it": (tape) =>
        tape
          .make()
          .watch()
          .caughtUp()
          .write("b a")
          .write("a", "DEL")
          .dropMarkers()
          .write("c")
          .give(1, 4),
      "a write whose outcome is unknown may come": (tape) =>
        tape.make().watch().caughtUp().write("a").writeUntold("a").write("b").give(1, 2, 3),
    },
    broken: {
      "an entry between others is missing": (tape) => stored(tape).watch().give(1, 3, 4).caughtUp(),
      "the first live entry is missing": (tape) =>
        tape.make().watch({ start: "new" }).caughtUp().write("a a").give(2),
      "the first live entry is missing after no initial values of last": (tape) =>
        tape.make().watch({ start: "last" }).caughtUp().write("a a").give(2),
      "an entry is missing that was trimmed only after a later one had come": (tape) =>
        tape.make({ history: 1 }).watch().caughtUp().write("a b c").give(1, 3).write("b").give(4),
      "an entry has another value": (tape) =>
        stored(tape).watch().give(1).giveChanged(2, { value: "other" }).give(3, 4).caughtUp(),
      "an entry that nobody wrote": (tape) =>
        tape.make().watch().caughtUp().writeUntold("a").giveChanged(1, { value: "other" }),
      "an entry of heads alone has its bytes": (tape) =>
        tape.make().write("a").watch({ metaOnly: true }).give(1).caughtUp(),
      "an initial value of last had been overwritten": (tape) =>
        stored(tape).watch({ start: "last" }).give(1, 3, 4).caughtUp(),
    },
  },
  Resumable: {
    kept: {
      "everything from a revision on, of each key": (tape) =>
        stored(tape)
          .watch({ start: { revision: 2 } })
          .give(2, 3, 4)
          .caughtUp(),
      "a revision to come": (tape) =>
        stored(tape)
          .watch({ start: { revision: 6 } })
          .caughtUp()
          .write("a b")
          .give(6),
    },
    broken: {
      "what is stored from the revision on does not begin with its first": (tape) =>
        stored(tape)
          .watch({ start: { revision: 2 } })
          .give(3, 4)
          .caughtUp(),
      "an entry from before the revision": (tape) =>
        stored(tape)
          .watch({ start: { revision: 2 } })
          .give(1, 2, 3, 4)
          .caughtUp(),
      "of all entries the first is missing": (tape) =>
        stored(tape).watch().give(2, 3, 4).caughtUp(),
    },
  },
  "Initialized-once": {
    kept: {
      "at once where there are none": (tape) => stored(tape).watch({ start: "new" }).caughtUp(),
      "what is written meanwhile may come before and after": (tape) =>
        tape.make().write("a").watch({ start: "last" }).write("b c").give(1, 2).caughtUp().give(3),
      "never, of a watch that is cut before": (tape) =>
        stored(tape).watch().give(1).closed("TIMEOUT"),
      "never, of a watch that is stopped before": (tape) => stored(tape).watch().give(1).stopped(),
    },
    broken: {
      "it is never told": (tape) => stored(tape).watch().give(1, 2, 3, 4),
      "it is never told where there is nothing": (tape) => tape.make().watch({ start: "new" }),
      "it is told twice": (tape) => stored(tape).watch().give(1, 2, 3, 4).caughtUp().caughtUp(),
      "it is told before the last initial value": (tape) =>
        stored(tape).watch().give(1, 2, 3).caughtUp().give(4),
      "it is told after a live entry where only updates are wanted": (tape) =>
        tape.make().watch({ start: "new" }).write("a").give(1).caughtUp(),
      "it is told after the end": (tape) =>
        stored(tape).watch().give(1).closed("TIMEOUT").caughtUp(),
    },
  },
  Filter: {
    kept: {
      "several filters, and each entry once": (tape) =>
        tape
          .make()
          .write("a.b a.c b.c b")
          .watch({ filters: ["a.*", "*.c"] })
          .give(1, 2, 3)
          .caughtUp(),
    },
    broken: {
      "* takes two tokens": (tape) =>
        tape
          .make()
          .write("a.b a.b.c")
          .watch({ filters: ["a.*"] })
          .give(1, 2)
          .caughtUp(),
      "> takes no token": (tape) =>
        tape
          .make()
          .write("a a.b")
          .watch({ filters: ["a.>"] })
          .give(1, 2)
          .caughtUp(),
    },
  },
  "Told-when-cut": {
    kept: {
      "the end is an error": (tape) =>
        stored(tape).watch().give(1).closed("DISCONNECTED").write("a"),
      "the reader stopped it": (tape) => stored(tape).watch().give(1).stopped().write("a"),
      "its client closed the store": (tape) =>
        stored(tape).watch().give(1, 2, 3, 4).caughtUp().leave().closed(null),
      "its bucket is deleted, and made again": (tape) =>
        stored(tape).watch().give(1, 2).unmake().closed("BUCKET_DELETED").make().write("a"),
      "a read that was cut has an error": (tape) =>
        stored(tape).watch(finite).give(1).closed("DISCONNECTED"),
      "a read gives what was stored when it began, and need not give more": (tape) =>
        stored(tape).watch(finite).write("c").give(1, 2, 3, 4).caughtUp(),
    },
    broken: {
      "it ends cleanly": (tape) => stored(tape).watch().give(1, 2, 3, 4).caughtUp().closed(null),
      "it falls silent when its bucket is deleted": (tape) =>
        stored(tape).watch().give(1, 2, 3, 4).caughtUp().unmake(),
      "a read that was cut looks complete": (tape) =>
        stored(tape).watch(finite).give(1, 2, 3).caughtUp(),
      "a read never ends": (tape) => stored(tape).watch(finite).give(1, 2),
      "an entry comes after the end": (tape) =>
        stored(tape).watch().give(1, 2, 3).closed("DISCONNECTED").give(4),
    },
  },
  Converges: {
    kept: {
      "deleted keys are deleted": (tape) =>
        tape.make().watch().caughtUp().write("a b").write("a", "DEL").give(1, 2, 3),
      "the last entry of a key may have been removed in silence": (tape) =>
        tape.make().watch().caughtUp().write("a").give(1).write("a", "DEL").dropMarkers(),
    },
    broken: {
      "the first initial value is missing": (tape) =>
        stored(tape).watch({ start: "last" }).give(4).caughtUp(),
      "the first initial value is missing, and its key is written later": (tape) =>
        stored(tape).watch({ start: "last" }).give(4).caughtUp().write("a").give(5),
      "a list of last entries lacks the first": (tape) =>
        stored(tape).watch({ start: "last", live: false }).give(4).caughtUp(),
    },
  },
};

const named = GUARANTEES.map(({ name, promise }) => [name, promise] as const);

describe.each(named)("%s: %s", (name) => {
  const { kept, broken } = SAMPLES[name];

  test.each(Object.entries(kept))("%s: fine", (_what, play) => {
    expect(judgeRecording(play(new Tape()).lines)).toEqual([]);
  });

  test.each(Object.entries(broken))("%s: this guarantee alone is broken", (_what, play) => {
    const violations = judgeRecording(play(new Tape()).lines);
    expect(violations.map(({ guarantee }) => guarantee)).toEqual([name]);
  });
});

test("an open watch that lacks the last entry breaks two guarantees", () => {
  const { lines } = stored(new Tape()).watch().give(1, 2, 3).caughtUp();
  expect(judgeRecording(lines)).toEqual([
    {
      guarantee: "Told-when-cut",
      watch: 6,
      words: "revision 4, PUT of b, never came, and no error",
    },
    {
      guarantee: "Converges",
      watch: 6,
      words: "revision 4, PUT of b, is the last of its key, and the watch ends with revision 2",
    },
  ]);
});

test("one watch is judged by its number, and more of the same is counted", () => {
  const { lines } = stored(new Tape())
    .watch()
    .give(3, 4)
    .caughtUp()
    .watch()
    .give(1, 2, 3, 4)
    .caughtUp();
  const words = "revision 1, PUT of a, is missing at the beginning; and 1 more";
  expect(judgeWatch(lines, 6)).toEqual([{ guarantee: "Resumable", watch: 6, words }]);
  expect(judgeWatch(lines, 7)).toEqual([]);
});
