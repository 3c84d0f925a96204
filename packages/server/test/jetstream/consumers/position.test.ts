import { expect, test } from "vitest";
import { describeBoth } from "./both-servers.ts";

const PATIENCE_NS = 600_000_000_000;
const STARTS = [
  {},
  { deliver_policy: "new" },
  { deliver_policy: "last" },
  { deliver_policy: "by_start_sequence", opt_start_seq: 2 },
];

describeBoth("how far a consumer has looked that finds little or nothing", (pair) => {
  test.each(
    STARTS.flatMap((start) => [
      { start, key: "zz" },
      { start, key: "b" },
    ]),
  )("$start of $key", async ({ start, key }) => {
    const { sides, stream } = pair;
    const tell = (): Promise<unknown> => sides.api(`CONSUMER.INFO.${stream}.r`);
    const filter = { filter_subject: `$KV.*.${key}`, inactive_threshold: PATIENCE_NS };
    for (const isHeardAtOnce of [true, false]) {
      if (isHeardAtOnce) sides.subscribe("d.r");
      expect(
        await pair.create(".r", { ...start, ...filter, deliver_subject: "d.r" }),
      ).toBeDefined();
      await tell();
      await pair.put("a");
      await pair.put("c.x");
      await tell();
      if (isHeardAtOnce) sides.unsubscribe("d.r");
      await sides.settled();
      sides.subscribe("d.r");
      await sides.settled();
      await tell();
      sides.unsubscribe("d.r");
      await sides.api(`CONSUMER.DELETE.${stream}.r`);
    }
  });
});
