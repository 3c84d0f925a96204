import { abortedFault, faults, rows, type Failure, type Fault } from "./fault.ts";

const INVALID_KEY: Failure = { code: "INVALID_KEY" };
const INVALID_VALUE: Failure = { code: "INVALID_VALUE" };
const INVALID_ARGUMENT: Failure = { code: "INVALID_ARGUMENT" };
const INVALID_TTL: Failure = { code: "INVALID_TTL", natsCode: 10165 };

/** What is no key. */
export const BAD_KEYS: readonly unknown[] = rows(
  ["", ".", ".a", "a.", "a..b", "a b", "a*", "*", "a.*", ">", "a.>", "é", "a\ud800", "a\n"],
  ["x".repeat(3_001), "a\u0000", "a:b", undefined, null, 5, ["a"], { key: "a" }],
);
/** What is no options argument, for any call. */
export const BAD_OPTIONS: readonly unknown[] = rows(
  [{ unknown: 1 }, { Signal: undefined }, { signal: {} }, { signal: "now" }],
  [null, "fast", 5, [], { signal: null }],
);

const BAD_VALUES: readonly unknown[] = ["\ud800", "a\udc00b", 5, null, undefined, [1, 2], {}, true];
const BAD_TTLS: readonly unknown[] = [1_500, 500, 0, -1_000, 999, 1_000.5, NaN, Infinity, 2 ** 53];
const NO_TTLS: readonly unknown[] = ["1s", null, {}, [1_000]];
const BAD_REVISIONS: readonly unknown[] = [undefined, null, -1, 1.5, NaN, Infinity, 2 ** 53, "1"];

const put: readonly Fault[] = [
  ...faults("put", "key", INVALID_KEY, BAD_KEYS, (at, key) => at.bucket.put(key, "v")),
  ...faults("put", "value", INVALID_VALUE, BAD_VALUES, (at, value, key) =>
    at.bucket.put(key, value),
  ),
  ...faults("put", "ttlMs", INVALID_TTL, BAD_TTLS, (at, ttlMs, key) =>
    at.bucket.put(key, "v", { ttlMs }),
  ),
  ...faults("put", "ttlMs", INVALID_ARGUMENT, NO_TTLS, (at, ttlMs, key) =>
    at.bucket.put(key, "v", { ttlMs }),
  ),
  ...faults(
    "put",
    "expected",
    INVALID_ARGUMENT,
    [...BAD_REVISIONS, "any", "ABSENT", false],
    (at, expected, key) => at.bucket.put(key, "v", { expected }),
  ),
  ...faults("put", "options", INVALID_ARGUMENT, BAD_OPTIONS, (at, options, key) =>
    at.bucket.put(key, "v", options),
  ),
  abortedFault("put", (at, options, key) => at.bucket.put(key, "v", options)),
];

const create: readonly Fault[] = [
  ...faults("create", "key", INVALID_KEY, BAD_KEYS, (at, key) => at.bucket.create(key, "v")),
  ...faults("create", "value", INVALID_VALUE, BAD_VALUES, (at, value, key) =>
    at.bucket.create(key, value),
  ),
  ...faults("create", "ttlMs", INVALID_TTL, BAD_TTLS, (at, ttlMs, key) =>
    at.bucket.create(key, "v", { ttlMs }),
  ),
  ...faults(
    "create",
    "options",
    INVALID_ARGUMENT,
    [...BAD_OPTIONS, { expected: 1 }],
    (at, options, key) => at.bucket.create(key, "v", options),
  ),
  abortedFault("create", (at, options, key) => at.bucket.create(key, "v", options)),
];

const update: readonly Fault[] = [
  ...faults("update", "key", INVALID_KEY, BAD_KEYS, (at, key) => at.bucket.update(key, "v", 1)),
  ...faults("update", "value", INVALID_VALUE, BAD_VALUES, (at, value, key) =>
    at.bucket.update(key, value, 1),
  ),
  ...faults(
    "update",
    "expected",
    INVALID_ARGUMENT,
    [...BAD_REVISIONS, 0, "absent"],
    (at, expected, key) => at.bucket.update(key, "v", expected),
  ),
  ...faults(
    "update",
    "options",
    INVALID_ARGUMENT,
    [...BAD_OPTIONS, { expected: 1 }, { ttlMs: 1_000 }],
    (at, options, key) => at.bucket.update(key, "v", 1, options),
  ),
  abortedFault("update", (at, options, key) => at.bucket.update(key, "v", 1, options)),
];

const remove: readonly Fault[] = [
  ...faults("delete", "key", INVALID_KEY, BAD_KEYS, (at, key) => at.bucket.delete(key)),
  ...faults(
    "delete",
    "expected",
    INVALID_ARGUMENT,
    [...BAD_REVISIONS, "absent"],
    (at, expected, key) => at.bucket.delete(key, { expected }),
  ),
  ...faults(
    "delete",
    "options",
    INVALID_ARGUMENT,
    [...BAD_OPTIONS, { ttlMs: 1_000 }],
    (at, options, key) => at.bucket.delete(key, options),
  ),
  abortedFault("delete", (at, options, key) => at.bucket.delete(key, options)),
];

const purge: readonly Fault[] = [
  ...faults("purge", "key", INVALID_KEY, BAD_KEYS, (at, key) => at.bucket.purge(key)),
  ...faults(
    "purge",
    "expected",
    INVALID_ARGUMENT,
    [...BAD_REVISIONS, "absent"],
    (at, expected, key) => at.bucket.purge(key, { expected }),
  ),
  ...faults("purge", "ttlMs", INVALID_TTL, BAD_TTLS, (at, ttlMs, key) =>
    at.bucket.purge(key, { ttlMs }),
  ),
  ...faults("purge", "ttlMs", INVALID_ARGUMENT, NO_TTLS, (at, ttlMs, key) =>
    at.bucket.purge(key, { ttlMs }),
  ),
  ...faults("purge", "options", INVALID_ARGUMENT, BAD_OPTIONS, (at, options, key) =>
    at.bucket.purge(key, options),
  ),
  abortedFault("purge", (at, options, key) => at.bucket.purge(key, options)),
];

const modify: readonly Fault[] = [
  ...faults("modify", "key", INVALID_KEY, BAD_KEYS, (at, key) => at.bucket.modify(key, () => "v")),
  ...faults("modify", "function", INVALID_ARGUMENT, [undefined, null, "v"], (at, change, key) =>
    at.bucket.modify(key, change),
  ),
  ...faults("modify", "retries", INVALID_ARGUMENT, [-1, 1.5, NaN, "1", null], (at, retries, key) =>
    at.bucket.modify(key, () => "v", { retries }),
  ),
  ...faults(
    "modify",
    "options",
    INVALID_ARGUMENT,
    [...BAD_OPTIONS, { expected: 1 }],
    (at, options, key) => at.bucket.modify(key, () => "v", options),
  ),
  abortedFault("modify", (at, options, key) => at.bucket.modify(key, () => "v", options)),
];

/** The faults of every call that writes, by its kind. */
export const writeFaults: Readonly<
  Record<"put" | "create" | "update" | "delete" | "purge" | "modify", readonly Fault[]>
> = { put, create, update, delete: remove, purge, modify };
