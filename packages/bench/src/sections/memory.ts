import { place, type Place } from "../run/place.ts";
import { cellOf, highest, plain, type Row } from "../run/row.ts";
import type { Section } from "../run/section.ts";
import { asyncSubjects, syncSubjects } from "../subjects/all.ts";

/** Numbers of keys among which a table that doubles is at its fullest and at its emptiest. */
const MEMORY_COUNTS = [800_000, 1_000_000, 1_050_000, 1_200_000, 1_600_000];
/** The tables of the section. */
export const MEMORY_GRIDS = {
  engine: "bytes a key, engine",
  subjects: "bytes a key, 100,000 keys",
};
const PEER_KEYS = 100_000;

/** Bytes that are held after collection, on the heap and outside of it. */
export const memory: Section = {
  name: "memory",
  about:
    "Heap and external memory after collection, less what there was before the store was made; values of 128 bytes, " +
    "keys of 20 characters that nobody else holds. What overwrites leave is counted in live values, beside the rows of a fresh fill.",
  rounds: 2,
  isTimed: false,
  rows: [
    highest("bytes a key, worst of five sizes", "bytes", MEMORY_COUNTS.map(engineAt)),
    plain(
      "values after ten overwrites a key, in live values",
      "x",
      place(`overwritten ${PEER_KEYS} 10`, "valueBytesPerLiveByte"),
    ),
    plain("each further revision", "bytes", place(`revisions ${PEER_KEYS} 8`, "bytesPerRevision")),
    ...MEMORY_COUNTS.map((count) =>
      cellOf(
        { grid: MEMORY_GRIDS.engine, line: "revkv engine", column: count.toLocaleString("en-US") },
        "bytes",
        engineAt(count),
      ),
    ),
    ...subjectCells("sync", syncSubjects),
    ...subjectCells("async", asyncSubjects),
  ],
};

function engineAt(count: number): Place {
  return place(`memory sync engine ${count}`, "bytesPerKey");
}

function subjectCells(kind: string, subjects: typeof syncSubjects): Row[] {
  // What is in another process cannot be weighed here.
  const here = Object.entries(subjects).filter(([name]) => name !== "nats-kv");
  return here.map(([name, { title }]) =>
    cellOf(
      { grid: MEMORY_GRIDS.subjects, line: title, column: "bytes a key" },
      "bytes",
      place(`memory ${kind} ${name} ${PEER_KEYS}`, "bytesPerKey"),
    ),
  );
}
