import { describe, expect, test } from "vitest";
import { checkLinearizable, showFinding, type HistoryOptions } from "../../src/index.ts";
import { del, entry, mismatch, put, read, Story, taken, UNKNOWN } from "./story.ts";

/** What is wrong with a recording, as people see it. */
function faultsOf({ lines }: Story, options?: HistoryOptions): string {
  return checkLinearizable(lines, options).findings.map(showFinding).join("\n\n");
}

function table(...lines: readonly string[]): string {
  return lines.join("\n");
}

describe("a history is linearizable", () => {
  test("where a read overlaps a write and gives what was there before, or after", () => {
    const before = new Story().does("c1", put("a", "1"), 1);
    const written = before.begins("c1", put("a", "2"));
    before.does("c2", read("a"), entry("a", 1, "1")).does("c2", read("a"), entry("a", 2, "2"));
    written(2);
    expect(faultsOf(before)).toBe("");
  });

  test("where a write of unknown outcome is seen, at once or only when all else has ended", () => {
    const story = new Story()
      .does("c1", put("a", "1"), UNKNOWN)
      .does("c1", put("a", "2"), UNKNOWN)
      .does("c2", read("a"), entry("a", 1, "2"))
      .does("c2", put("a", "3", 1), 2)
      .does("c2", read("a"), entry("a", 3, "1"));
    expect(faultsOf(story)).toBe("");
  });

  test("where a write that never ended was never stored", () => {
    const story = new Story();
    story.begins("c1", put("a", "1"));
    story.does("c2", read("a"), null).does("c2", put("a", "2", 0), 1);
    expect(faultsOf(story)).toBe("");
  });

  test("where a create comes after a delete of unknown outcome that nobody saw", () => {
    const story = new Story()
      .does("c1", put("a", "1"), 1)
      .does("c1", del("a"), UNKNOWN)
      .does("c2", put("a", "2", "absent"), 3);
    expect(faultsOf(story)).toBe("");
  });

  test("where a write was refused because another was under way, and that is not seen", () => {
    const underWay = { ...mismatch(1), natsCode: 10_164 };
    const story = new Story()
      .does("c1", put("a", "1"), 1)
      .does("c2", put("a", "2", 1), underWay)
      .does("c2", read("a"), entry("a", 1, "1"));
    expect(faultsOf(story)).toBe("");
  });

  test("where direct reads are behind, and these are counted", () => {
    const story = new Story()
      .does("c1", put("a", "1"), 1)
      .does("c1", put("a", "2"), 2)
      .does("c2", read("a", "direct"), entry("a", 2, "2"))
      .does("c2", read("a", "direct"), entry("a", 1, "1"))
      .does("c2", read("a", "direct"), null);
    const report = checkLinearizable(story.lines);
    expect(report).toMatchObject({ findings: [], directReads: 3, staleReads: 2 });
  });

  test("where reads that name nobody are behind, if copies may answer them", () => {
    const story = new Story()
      .does("c1", put("a", "1"), 1)
      .does("c2", { ask: "read", key: "a" }, null)
      .does("c2", { ask: "readMany", keys: ["a"] }, []);
    expect(faultsOf(story, { defaultReads: "direct" })).toBe("");
    expect(faultsOf(story)).toMatch(/"read a" of c2 was told what was so at no moment of the call/);
  });
});

describe("a history is not linearizable", () => {
  test("where an update is lost: two of them replaced the same revision", () => {
    const story = new Story()
      .does("c1", put("a", "1"), 1)
      .does("c3", read("a"), entry("a", 1, "1"));
    const updated = story.begins("c1", put("a", "2", 1));
    story.does("c2", put("a", "3", 1), 3);
    updated(2);
    expect(faultsOf(story)).toBe(
      table(
        'key a of bucket b: "PUT a = "3", expected 1" of c2 was stored as revision 3 right after revision 2, PUT "2"',
        '  c1  [-]          PUT a = "1"              revision 1',
        '  c1      [-----]  PUT a = "2", expected 1  revision 2',
        '  c2        [-]    PUT a = "3", expected 1  revision 3',
      ),
    );
  });

  test("where the leader gives what had been overwritten", () => {
    const story = new Story()
      .does("c1", put("a", "0"), 1)
      .does("c1", put("a", "1", 1), 2)
      .does("c1", put("a", "2", 2), 3)
      .does("c2", read("a"), entry("a", 2, "1"));
    expect(faultsOf(story)).toBe(
      table(
        'key a of bucket b: "read a, leader" of c2 was told what was so at no moment of the call: the last entry was revision 3, PUT "2"',
        '  c1  [-]          PUT a = "1", expected 1  revision 2',
        '  c1      [-]      PUT a = "2", expected 2  revision 3',
        '  c2          [-]  read a, leader           revision 2, PUT "1"',
      ),
    );
  });

  test("where two creates win", () => {
    const story = new Story();
    const created = story.begins("c1", put("a", "1", "absent"));
    story.does("c2", put("a", "2", "absent"), 2);
    created(1);
    expect(faultsOf(story)).toMatch(
      /"PUT a = "2", expected absent" of c2 was stored as revision 2 right after revision 1/,
    );
  });

  test("where two creates win, although a delete of unknown outcome has no revision left between them", () => {
    const story = new Story()
      .does("c1", put("a", "1", "absent"), 1)
      .does("c1", del("a"), UNKNOWN)
      .does("c1", put("other", "1"), 2)
      .does("c2", put("a", "2", "absent"), 3);
    expect(faultsOf(story)).toMatch(/was stored as revision 3 right after revision 1/);
  });

  test("where revisions go back, also over two keys", () => {
    const story = new Story().does("c1", put("a", "1"), 5).does("c2", put("other", "2"), 4);
    expect(faultsOf(story)).toBe(
      table(
        "key other of bucket b: a write was given revision 4 that began when 5 was known",
        '  c1  [-]      PUT a = "1"      revision 5',
        '  c2      [-]  PUT other = "2"  revision 4',
      ),
    );
  });

  test("where two writes have one revision, or one has none", () => {
    const story = new Story();
    const first = story.begins("c1", put("a", "1"));
    story.does("c2", put("other", "2"), 1);
    first(1);
    expect(faultsOf(story)).toMatch(/two writes were given revision 1/);
    expect(faultsOf(new Story().does("c1", put("a", "1"), 0))).toMatch(/0 is no revision/);
  });

  test("where a value is read that nobody wrote", () => {
    const story = new Story()
      .does("c1", put("a", "1"), 1)
      .does("c2", read("a"), entry("a", 2, "2"));
    expect(faultsOf(story)).toBe(
      table(
        'key a of bucket b: revision 2, PUT "2" was seen, and no write is known that can be it',
        '  c2  [-]  read a, leader  revision 2, PUT "2"',
      ),
    );
  });

  test("where a value is read before its write begins", () => {
    const story = new Story()
      .does("c1", read("a"), entry("a", 1, "1"))
      .does("c2", put("a", "1"), 1);
    expect(faultsOf(story)).toMatch(/began when 1 was known/);
    const direct = new Story()
      .does("c1", read("a", "direct"), entry("a", 1, "1"))
      .does("c2", put("a", "1"), UNKNOWN);
    expect(faultsOf(direct)).toMatch(
      /"read a, direct" of c1 had ended when the write of revision 1 began/,
    );
  });

  test("where a write that was surely not stored is read", () => {
    const nobody = { code: "UNAVAILABLE", message: "nobody answers" } as const;
    const story = new Story()
      .does("c1", put("a", "1"), nobody)
      .does("c2", read("a"), entry("a", 1, "1"));
    expect(faultsOf(story)).toMatch(/no write is known that can be it/);
  });

  test("where a write of unknown outcome is seen and then not any more", () => {
    const story = new Story()
      .does("c1", put("a", "1"), 1)
      .does("c2", put("a", "2"), UNKNOWN)
      .does("c3", read("a"), entry("a", 2, "2"))
      .does("c3", read("a"), entry("a", 1, "1"));
    expect(faultsOf(story)).toBe(
      table(
        'key a of bucket b: "read a, leader" of c3 was told what was so at no moment of the call: the last entry was revision 2, PUT "2"',
        '  c1  [-]              PUT a = "1"     revision 1',
        '  c2      [---------?  PUT a = "2"     TIMEOUT, outcome unknown',
        '  c3        [-]        read a, leader  revision 2, PUT "2"',
        '  c3            [-]    read a, leader  revision 1, PUT "1"',
      ),
    );
  });

  test("where a write of unknown outcome is stored twice", () => {
    const story = new Story()
      .does("c1", put("a", "1"), UNKNOWN)
      .does("c2", read("a"), entry("a", 1, "1"))
      .does("c2", put("a", "2"), 2)
      .does("c2", read("a"), entry("a", 3, "1"));
    expect(faultsOf(story)).toMatch(
      /revision 3, PUT "1" was seen, and no write is known that can be it/,
    );
  });

  test("where an update replaces another revision than it demanded", () => {
    const story = new Story()
      .does("c1", put("a", "1"), 1)
      .does("c1", put("a", "2"), 2)
      .does("c2", put("a", "3", 1), 3);
    expect(faultsOf(story)).toMatch(
      /"PUT a = "3", expected 1" of c2 was stored as revision 3 right after revision 2, PUT "2"/,
    );
  });

  test("where a write is refused that had its way", () => {
    const update = new Story()
      .does("c1", put("a", "1"), 1)
      .does("c2", put("a", "2", 1), mismatch(1, 1));
    expect(faultsOf(update)).toMatch(
      /"PUT a = "2", expected 1" of c2 was told what was so at no moment/,
    );
    const create = new Story()
      .does("c1", put("a", "1"), 1)
      .does("c1", del("a"), 2)
      .does("c2", put("a", "2", "absent"), taken());
    expect(faultsOf(create)).toMatch(
      /"PUT a = "2", expected absent" of c2 was told what was so at no moment/,
    );
  });

  test("where a revision is one entry for the one and another for the other", () => {
    const story = new Story()
      .does("c1", put("a", "1"), 1)
      .does("c2", { ask: "readAt", revision: 1 }, entry("a", 1, "2"));
    expect(faultsOf(story)).toBe(
      table(
        "key a of bucket b: revision 1 is two different entries",
        '  c1  [-]      PUT a = "1"      revision 1',
        '  c2      [-]  read revision 1  revision 1, PUT "2"',
      ),
    );
  });

  test("where a read of many keys is of no one moment", () => {
    const story = new Story().does("c1", put("a", "1"), 1);
    const reading = story.begins("c2", { ask: "readMany", keys: ["a", "other"] });
    story.does("c1", put("a", "2"), 2).does("c1", put("other", "3"), 3);
    reading([entry("a", 1, "1"), entry("other", 3, "3")]);
    expect(faultsOf(story)).toMatch(
      /"read a, other" of c2 is of no one moment: it has revision 3 of other and not yet 2 of a/,
    );
  });
});

test("what a watch delivered tells where a write of unknown outcome was stored", () => {
  const filters = [">"];
  const watch = { ask: "subscribe", filters, start: "all", metaOnly: false, live: true } as const;
  const story = new Story()
    .does("w", watch, null)
    .does("c1", put("a", "1", "absent"), 1)
    .does("c1", del("a"), UNKNOWN)
    .does("c2", put("other", "2"), UNKNOWN)
    .does("c2", put("a", "3", "absent"), 3);
  expect(faultsOf(story)).toBe("");
  // It was the other key's write that came between: the delete has no revision left.
  story.lines.push({ watch: 1, entry: entry("other", 2, "2"), atMs: 0 });
  expect(faultsOf(story)).toMatch(/was stored as revision 3 right after revision 1, PUT "1"/);
});

describe("what cannot be judged is refused", () => {
  test.each([
    [
      "entries of it expire",
      { ask: "write", key: "a", operation: "PUT", value: "", expected: "any", ttlMs: 1_000 },
    ],
    ["entries of it expire", { ask: "createBucket", config: { ttlMs: 1_000 } }],
    ["it removes markers", { ask: "dropMarkers", olderThanMs: 0 }],
  ] as const)("%s", (reason, request) => {
    const story = new Story();
    story.begins("c1", request);
    expect(() => checkLinearizable(story.lines)).toThrow(reason);
  });

  test("a bucket is used after it was deleted", () => {
    const story = new Story().does("c1", { ask: "deleteBucket" }, true);
    story.does("c1", put("a", "1"), 1);
    expect(() => checkLinearizable(story.lines)).toThrow("b is used after it was deleted");
  });
});
