import { place, type Place } from "../run/place.ts";
import { cellOf, times, type Row } from "../run/row.ts";
import type { Section } from "../run/section.ts";
import { syncSubjects } from "../subjects/all.ts";

const FEW = 1_000;
const OPERATIONS = ["new", "overwrite", "get", "miss", "delete"];
const JUDGED = 100_000;
const SIZES = [FEW, JUDGED];

/** The engine and what one would take in its place, called without promises. */
export const store: Section = {
  name: "store",
  about:
    "Operations without promises. Keys come in random order; each operation has string objects of its own. " +
    "A value is read at its first and last byte, a revision is checked.",
  rounds: 3,
  isTimed: true,
  rows: [...judged(), ...SIZES.flatMap((size) => [...cells(size, "cpu"), ...cells(size, "wall")])],
};

function judged(): Row[] {
  return [
    times("overwrite", at("map-log", "overwrite"), at("engine", "overwrite")),
    times("new key", at("map-log", "new"), at("engine", "new")),
    times("get, value copied out", at("map-log", "get"), at("engine", "get")),
    times("delete", at("map-log", "delete"), at("engine", "delete")),
    times("miss, beside a bare Map", at("map", "miss"), at("engine", "miss")),
    times("overwrite, 1,000 keys", at("map-log", "overwrite", FEW), at("engine", "overwrite", FEW)),
    times(
      "overwrite of a bare Map, beside one of 1,000 keys",
      at("map", "overwrite"),
      at("map", "overwrite", FEW),
    ),
  ];
}

function at(subject: string, operation: string, size: number = JUDGED): Place {
  return place(`store ${subject} ${size}`, `${operation}.cpuNs`);
}

function cells(size: number, time: "cpu" | "wall"): Row[] {
  const grid = `${size.toLocaleString("en-US")} keys, ${time} ns an operation`;
  return Object.entries(syncSubjects).flatMap(([name, { title }]) =>
    OPERATIONS.map((operation) =>
      cellOf(
        { grid, line: title, column: operation },
        "ns",
        place(`store ${name} ${size}`, `${operation}.${time}Ns`),
      ),
    ),
  );
}
