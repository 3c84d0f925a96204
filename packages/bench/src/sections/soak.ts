import { place } from "../run/place.ts";
import { plain } from "../run/row.ts";
import type { Section } from "../run/section.ts";

const REFILL = "refill 200000";
const SOAK = "soak 10";

/** What a long life does to memory. */
export const soak: Section = {
  name: "soak",
  about:
    "A store of 200,000 keys that is filled, emptied and filled again with other keys, ten times; ten minutes of writes, " +
    "times to live, and watchers that come and go, compared after the first minute and at the end.",
  rounds: 1,
  isTimed: false,
  rows: [
    plain("memory of the tenth fill beside the first", "x", place(REFILL, "fullGrowth")),
    plain("memory of the emptied store beside the full", "x", place(REFILL, "emptyShare")),
    plain("memory after ten minutes beside the first", "x", place(SOAK, "growth")),
    plain("memory after the first minute", "MB", place(SOAK, "beginMb")),
    plain("memory after ten minutes", "MB", place(SOAK, "endMb")),
    plain("writes", "M", place(SOAK, "millionWrites")),
    plain("entries heard", "M", place(SOAK, "millionHeard")),
  ],
};
