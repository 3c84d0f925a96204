import { change, create, purge, put, remove, type TtlCase } from "./ttl-case.ts";

/** What every server does with the age of entries. */
export const AGE_CASES: readonly TtlCase[] = [
  {
    title: "an entry goes at the bucket's age, in silence",
    config: { ttlMs: 2_000 },
    needs: "age",
    steps: [put(0, "a"), put(0, "b")],
    looks: { 1_200: "a#1 b#2", 3_500: "" },
  },
  {
    title: "each revision goes by its own age",
    config: { ttlMs: 2_500, history: 5, storage: "memory" },
    needs: "age",
    steps: [put(0, "a"), put(1_600, "a")],
    looks: { 1_900: "a#1 a#2", 3_700: "a#2", 5_600: "" },
  },
  {
    title: "a put gives its key a new age",
    config: { ttlMs: 2_500 },
    needs: "age",
    steps: [put(0, "a"), put(1_800, "a")],
    looks: { 3_900: "a#2", 5_800: "" },
  },
  {
    title: "a DEL goes by its age, and what is below it before",
    config: { ttlMs: 2_000, history: 3 },
    needs: "age",
    steps: [put(0, "a"), remove(200, "a")],
    looks: { 1_200: "a#1 a#2 DEL", 3_700: "" },
  },
  {
    title: "a PURGE goes by its age",
    config: { ttlMs: 2_000, storage: "memory" },
    needs: "age",
    steps: [put(0, "a"), purge(200, "a")],
    looks: { 1_200: "a#2 PURGE", 3_700: "" },
  },
  {
    title: "a lower age takes what is overdue at once",
    config: { ttlMs: 60_000, history: 2 },
    needs: "age",
    steps: [put(0, "a"), put(3_000, "b"), change(3_500, { ttlMs: 3_000, history: 2 })],
    looks: { 3_200: "a#1 b#2", 4_700: "b#2", 7_500: "" },
  },
  {
    title: "a higher age keeps what is stored longer",
    config: { ttlMs: 2_000 },
    needs: "age",
    steps: [put(0, "a"), change(1_000, { ttlMs: 6_000 })],
    looks: { 3_500: "a#1", 7_500: "" },
  },
  {
    title: "an age that is taken away takes nothing",
    config: { ttlMs: 2_000, storage: "memory" },
    needs: "age",
    steps: [put(0, "a"), change(1_000, { storage: "memory" })],
    looks: { 4_000: "a#1" },
  },
  {
    title: "revisions go on where all has gone, and a create finds nothing",
    config: { ttlMs: 1_500 },
    needs: "age",
    steps: [put(0, "a"), create(3_000, "a"), create(3_050, "b")],
    looks: { 2_900: "", 3_300: "a#2 b#3" },
  },
];
