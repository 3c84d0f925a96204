import { describe, expect, test } from "vitest";
import { fake, raw } from "./fake-transport.ts";

describe("rule 15: minRevision", () => {
  const asking = async (
    answers: Partial<Record<"direct" | "leader" | "default", number | null>>,
  ) => {
    const asked: string[] = [];
    const read = async (consistency: "direct" | "leader" | undefined) => {
      asked.push(consistency ?? "default");
      const revision = answers[consistency ?? "default"];
      return revision === undefined || revision === null ? null : raw("k", revision);
    };
    const { bucket } = await fake({
      link: {
        read: (_key, consistency) => read(consistency),
        readAt: (_revision, consistency) => read(consistency),
      },
    });
    return { bucket, asked };
  };

  test("asks the leader when the answer is missing or older", async () => {
    for (const stale of [null, 4]) {
      const { bucket, asked } = await asking({ default: stale, leader: 5 });
      expect((await bucket.get("k", { minRevision: 5 }))?.revision).toBe(5);
      expect(asked).toEqual(["default", "leader"]);
    }
  });

  test("does not when the answer is new enough", async () => {
    const { bucket, asked } = await asking({ default: 5, leader: 6 });
    expect((await bucket.get("k", { minRevision: 5 }))?.revision).toBe(5);
    expect(asked).toEqual(["default"]);
  });

  test("asks the leader once when the leader was asked anyway", async () => {
    const { bucket, asked } = await asking({ leader: 4 });
    expect((await bucket.get("k", { minRevision: 5, consistency: "leader" }))?.revision).toBe(4);
    expect(asked).toEqual(["leader"]);
  });

  test("holds with consistency 'direct' and with a revision too", async () => {
    const direct = await asking({ direct: null, leader: 5 });
    await direct.bucket.get("k", { minRevision: 5, consistency: "direct" });
    expect(direct.asked).toEqual(["direct", "leader"]);
    const at = await asking({ default: null, leader: 5 });
    expect((await at.bucket.get("k", { minRevision: 5, revision: 5 }))?.revision).toBe(5);
    expect(at.asked).toEqual(["default", "leader"]);
  });

  test("without one the transport's own default decides", async () => {
    const { bucket, asked } = await asking({ default: 4 });
    expect((await bucket.get("k"))?.revision).toBe(4);
    expect(asked).toEqual(["default"]);
  });

  test("modify reads from the leader", async () => {
    const { bucket, asked } = await asking({ leader: 4 });
    await bucket.modify("k", () => "v");
    expect(asked).toEqual(["leader"]);
  });
});
