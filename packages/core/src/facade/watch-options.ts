import type { SubscribeRequest } from "../contract/transport.ts";
import {
  invalidArgument,
  parseChoice,
  parseCount,
  parseFlag,
  parseOptions,
} from "../words/options.ts";

type KvWatchStart =
  | {
      /** The initial values: the last entry of each key (the default), all stored entries, or none. */
      readonly include?: "last" | "history" | "updates" | undefined;
      readonly fromRevision?: undefined;
    }
  | {
      readonly include?: undefined;
      /** All stored entries from this revision on, then what is written. */
      readonly fromRevision: number;
    };

/** How a watch behaves when its reader is slower than the writers. */
export interface KvWatchBuffer {
  /** Live entries that may wait, 65,536 unless given; initial values do not count. */
  readonly maxEntries?: number | undefined;
  /**
   * 'error' (the default): what waits is still delivered, then the watch ends with `BUFFER_OVERFLOW`.
   * 'conflate': a newer entry takes the place of a waiting one of its key, at the end.
   */
  readonly onOverflow?: "error" | "conflate" | undefined;
}

/** What a watch delivers, and how. */
export type KvWatchOptions = KvWatchStart & {
  /** Ends the watch; the reader gets `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
  /** Leave DEL and PURGE entries out. */
  readonly ignoreDeletes?: boolean | undefined;
  /** Entries without values. */
  readonly metaOnly?: boolean | undefined;
  readonly buffer?: KvWatchBuffer | undefined;
};

/** The options of a watch, judged. */
export interface WatchPlan {
  readonly start: SubscribeRequest["start"];
  readonly ignoreDeletes: boolean;
  readonly metaOnly: boolean;
  readonly maxEntries: number;
  readonly isConflating: boolean;
  readonly signal: AbortSignal | undefined;
}

const STARTS = { last: "last", history: "all", updates: "new" } as const;
const MOST_ENTRIES = 65_536;

/** Judges the options of a watch; throws `INVALID_ARGUMENT`. */
export function parseWatchOptions(options: KvWatchOptions | undefined): WatchPlan {
  const given = parseOptions<KvWatchOptions>("watch", options, [
    "signal",
    "include",
    "fromRevision",
    "ignoreDeletes",
    "metaOnly",
    "buffer",
  ]);
  const buffer = parseOptions("buffer", given.buffer, ["maxEntries", "onOverflow"]);
  const onOverflow = parseChoice("onOverflow", buffer.onOverflow, ["error", "conflate"], "error");
  return {
    start: parseStart(given.include, given.fromRevision),
    ignoreDeletes: parseFlag("ignoreDeletes", given.ignoreDeletes, false),
    metaOnly: parseFlag("metaOnly", given.metaOnly, false),
    maxEntries: parseCount("maxEntries", buffer.maxEntries, 1) ?? MOST_ENTRIES,
    isConflating: onOverflow === "conflate",
    signal: given.signal,
  };
}

function parseStart(include: unknown, fromRevision: unknown): SubscribeRequest["start"] {
  const revision = parseCount("fromRevision", fromRevision, 1);
  const start = parseChoice("include", include, ["last", "history", "updates"], "last");
  if (revision === undefined) return STARTS[start];
  if (include === undefined) return { revision };
  throw invalidArgument("include and fromRevision both say where a watch begins: give one");
}
