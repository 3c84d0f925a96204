import { place, type Place } from "../run/place.ts";
import { cellOf, times, type Row } from "../run/row.ts";
import type { Section } from "../run/section.ts";
import { asyncSubjects } from "../subjects/all.ts";

const OPERATIONS = ["put", "overwrite", "get"];

/** The public interface on `local()` and what one would take in its place, awaited one by one. */
export const facade: Section = {
  name: "facade",
  about:
    "Operations awaited one by one, 100,000 keys; 2,000 on a server, which answers by the network. " +
    "Ratios are of the processor's time, beside the server of the wall's.",
  rounds: 3,
  isTimed: true,
  rows: [
    ...OPERATIONS.flatMap((operation) => [
      times(`${operation}, beside keyv`, cpu("keyv-plain", operation), cpu("local", operation)),
      times(`${operation}, beside unstorage`, cpu("unstorage", operation), cpu("local", operation)),
      times(
        `${operation}, beside memory-level`,
        cpu("memory-level", operation),
        cpu("local", operation),
      ),
      times(
        `${operation}, beside @nats-io/kv`,
        wall("nats-kv", operation),
        wall("local", operation),
      ),
    ]),
    times(
      "get of a Map that copies, beside keyv",
      cpu("keyv-plain", "get"),
      cpu("map-copy", "get"),
    ),
    ...cells("cpu"),
    ...cells("wall"),
  ],
};

function cpu(subject: string, operation: string): Place {
  return place(`facade ${subject}`, `${operation}.cpuNs`);
}

function wall(subject: string, operation: string): Place {
  return place(`facade ${subject}`, `${operation}.wallNs`);
}

function cells(time: "cpu" | "wall"): Row[] {
  const grid = `awaited one by one, ${time} ns an operation`;
  const at = time === "cpu" ? cpu : wall;
  return Object.entries(asyncSubjects).flatMap(([name, { title }]) =>
    OPERATIONS.map((operation) =>
      cellOf({ grid, line: title, column: operation }, "ns", at(name, operation)),
    ),
  );
}
