import { abortedFault, faults, rows, type Failure, type Fault } from "./fault.ts";
import { BAD_KEYS, BAD_OPTIONS } from "./write-faults.ts";

const INVALID_KEY: Failure = { code: "INVALID_KEY" };
const INVALID_FILTER: Failure = { code: "INVALID_FILTER" };
const INVALID_ARGUMENT: Failure = { code: "INVALID_ARGUMENT" };

/** What is no filter; undefined is one, for those calls that may be made without. */
const BAD_FILTERS: readonly unknown[] = rows(
  ["", "a*", "*a", "a>", ">.a", "a.>.b", "a..b", ".a", "a.", "a b", "é", "a\ud800"],
  ["x".repeat(3_001), 5, {}, null, [], [""], ["a", "a*"], ["a", 5], [["a"]]],
);
const NO_REVISIONS: readonly unknown[] = [0, -1, 1.5, NaN, Infinity, 2 ** 53, "1", null];
const NO_FLAGS: readonly unknown[] = ["yes", 1, null];

const get: readonly Fault[] = [
  ...faults("get", "key", INVALID_KEY, BAD_KEYS, (at, key) => at.bucket.get(key)),
  ...faults("get", "revision", INVALID_ARGUMENT, NO_REVISIONS, (at, revision, key) =>
    at.bucket.get(key, { revision }),
  ),
  ...faults("get", "minRevision", INVALID_ARGUMENT, NO_REVISIONS, (at, minRevision, key) =>
    at.bucket.get(key, { minRevision }),
  ),
  ...faults("get", "consistency", INVALID_ARGUMENT, ["fast", 1, null], (at, consistency, key) =>
    at.bucket.get(key, { consistency }),
  ),
  ...faults("get", "includeDeleted", INVALID_ARGUMENT, NO_FLAGS, (at, includeDeleted, key) =>
    at.bucket.get(key, { includeDeleted }),
  ),
  ...faults(
    "get",
    "options",
    INVALID_ARGUMENT,
    [...BAD_OPTIONS, { expected: 1 }],
    (at, options, key) => at.bucket.get(key, options),
  ),
  abortedFault("get", (at, options, key) => at.bucket.get(key, options)),
];

const getMany: readonly Fault[] = [
  ...faults("getMany", "key", INVALID_KEY, BAD_KEYS, (at, bad, key) =>
    at.bucket.getMany([key, bad]),
  ),
  ...faults(
    "getMany",
    "keys",
    INVALID_ARGUMENT,
    ["a", undefined, null, 5, { a: 1 }, new Map()],
    (at, keys) => at.bucket.getMany(keys),
  ),
  ...faults("getMany", "options", INVALID_ARGUMENT, BAD_OPTIONS, (at, options, key) =>
    at.bucket.getMany([key], options),
  ),
  abortedFault("getMany", (at, options, key) => at.bucket.getMany([key], options)),
];

const keys: readonly Fault[] = [
  ...faults("keys", "filter", INVALID_FILTER, BAD_FILTERS, (at, filter) =>
    at.bucket.keys(filter).toArray(),
  ),
  ...faults(
    "keys",
    "options",
    INVALID_ARGUMENT,
    [...BAD_OPTIONS, { metaOnly: true }],
    (at, options) => at.bucket.keys(">", options).toArray(),
  ),
  abortedFault("keys", (at, options) => at.bucket.keys(">", options).toArray()),
];

const history: readonly Fault[] = [
  ...faults("history", "filter", INVALID_FILTER, [...BAD_FILTERS, undefined], (at, filter) =>
    at.bucket.history(filter).toArray(),
  ),
  ...faults("history", "metaOnly", INVALID_ARGUMENT, NO_FLAGS, (at, metaOnly) =>
    at.bucket.history(">", { metaOnly }).toArray(),
  ),
  ...faults(
    "history",
    "options",
    INVALID_ARGUMENT,
    [...BAD_OPTIONS, { include: "last" }],
    (at, options) => at.bucket.history(">", options).toArray(),
  ),
  abortedFault("history", (at, options) => at.bucket.history(">", options).toArray()),
];

const watch: readonly Fault[] = [
  ...faults("watch", "filter", INVALID_FILTER, BAD_FILTERS, (at, filter) =>
    at.bucket.watch(filter),
  ),
  ...faults("watch", "include", INVALID_ARGUMENT, ["all", "", null, 1], (at, include) =>
    at.bucket.watch(">", { include }),
  ),
  ...faults("watch", "fromRevision", INVALID_ARGUMENT, NO_REVISIONS, (at, fromRevision) =>
    at.bucket.watch(">", { fromRevision }),
  ),
  ...faults("watch", "include beside fromRevision", INVALID_ARGUMENT, ["last"], (at, include) =>
    at.bucket.watch(">", { include, fromRevision: 1 }),
  ),
  ...faults("watch", "ignoreDeletes", INVALID_ARGUMENT, NO_FLAGS, (at, ignoreDeletes) =>
    at.bucket.watch(">", { ignoreDeletes }),
  ),
  ...faults("watch", "metaOnly", INVALID_ARGUMENT, NO_FLAGS, (at, metaOnly) =>
    at.bucket.watch(">", { metaOnly }),
  ),
  ...faults(
    "watch",
    "buffer",
    INVALID_ARGUMENT,
    rows(
      [{ maxEntries: 0 }, { maxEntries: 1.5 }, { maxEntries: "1" }, { size: 1 }, null, 5],
      [{ onOverflow: "drop" }, { onOverflow: null }],
    ),
    (at, buffer) => at.bucket.watch(">", { buffer }),
  ),
  ...faults("watch", "options", INVALID_ARGUMENT, BAD_OPTIONS, (at, options) =>
    at.bucket.watch(">", options),
  ),
  abortedFault("watch", (at, options) => at.bucket.watch(">", options)),
];

const purgeDeletes: readonly Fault[] = [
  ...faults(
    "purgeDeletes",
    "olderThanMs",
    INVALID_ARGUMENT,
    [-1, NaN, Infinity, "0", null],
    (at, olderThanMs) => at.bucket.purgeDeletes({ olderThanMs }),
  ),
  ...faults("purgeDeletes", "options", INVALID_ARGUMENT, BAD_OPTIONS, (at, options) =>
    at.bucket.purgeDeletes(options),
  ),
  abortedFault("purgeDeletes", (at, options) => at.bucket.purgeDeletes(options)),
];

/** The faults of every call that reads, by its kind. */
export const readFaults: Readonly<
  Record<"get" | "getMany" | "keys" | "history" | "watch" | "purgeDeletes", readonly Fault[]>
> = { get, getMany, keys, history, watch, purgeDeletes };
