import { HISTORY_GRID } from "../sections/history.ts";
import { KEYS_GRID } from "../sections/keys.ts";
import { MEMORY_GRIDS } from "../sections/memory.ts";
import { WATCH_GRID } from "../sections/watch.ts";

/** A chart: one table of a section, drawn. */
export interface Chart {
  /** The name of its file. */
  readonly name: string;
  readonly section: string;
  readonly grid: string;
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly kind: "bar" | "line";
  readonly isLogarithmic: boolean;
  /** Lines of the table that have another unit. */
  readonly without?: readonly string[];
  /** What is drawn for a figure, where it is not the figure itself. */
  readonly of?: (figure: number) => number;
}

const thousandsPerSecond = (ns: number): number => 1e6 / ns;

/** All charts, in the order of the document. */
export const charts: readonly Chart[] = [
  {
    name: "store",
    section: "store",
    grid: "100,000 keys, cpu ns an operation",
    title: "Without promises, 100,000 keys",
    x: "",
    y: "thousand operations a second of cpu",
    kind: "bar",
    isLogarithmic: false,
    of: thousandsPerSecond,
  },
  {
    name: "facade",
    section: "facade",
    grid: "awaited one by one, wall ns an operation",
    title: "Awaited one by one",
    x: "",
    y: "thousand operations a second",
    kind: "bar",
    isLogarithmic: true,
    of: thousandsPerSecond,
  },
  {
    name: "keys",
    section: "keys",
    grid: KEYS_GRID,
    title: "Cost by number of keys",
    x: "keys",
    y: "cpu ns an operation",
    kind: "line",
    isLogarithmic: false,
  },
  {
    name: "memory",
    section: "memory",
    grid: MEMORY_GRIDS.subjects,
    title: "Memory a key, 100,000 keys, values of 128 bytes",
    x: "",
    y: "bytes",
    kind: "bar",
    isLogarithmic: false,
  },
  {
    name: "memory-keys",
    section: "memory",
    grid: MEMORY_GRIDS.engine,
    title: "Memory a key by number of keys",
    x: "keys",
    y: "bytes",
    kind: "line",
    isLogarithmic: false,
  },
  {
    name: "history",
    section: "history",
    grid: HISTORY_GRID,
    title: "An overwrite by history, 10,000 keys",
    x: "history",
    y: "cpu ns",
    kind: "line",
    isLogarithmic: false,
    without: ["steps"],
  },
  {
    name: "watch",
    section: "watch",
    grid: WATCH_GRID,
    title: "A put by number of watch filters, two of which match",
    x: "filters",
    y: "cpu ns",
    kind: "line",
    isLogarithmic: false,
  },
];
