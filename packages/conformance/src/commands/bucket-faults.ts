import { faults, rows, type Failure, type Fault } from "./fault.ts";
import type { Kind } from "./kind.ts";
import type { Client } from "./world.ts";
import { BUCKET } from "./bucket-under-test.ts";

const INVALID_BUCKET: Failure = { code: "INVALID_BUCKET" };
const INVALID_CONFIG: Failure = { code: "INVALID_CONFIG" };
const INVALID_ARGUMENT: Failure = { code: "INVALID_ARGUMENT" };
const FEATURE_UNSUPPORTED: Failure = { code: "FEATURE_UNSUPPORTED" };

const BAD_NAMES: readonly unknown[] = rows(
  ["", "a.b", "a b", "é", "a*", ">", "a/b", "a=b", "\ud800", "a\n", "x".repeat(253)],
  [undefined, null, 5, ["kv"], {}],
);
const OUT_OF_RANGE: readonly unknown[] = rows(
  [0, 65, -1, 1.5, NaN, Infinity, 2 ** 53].map((history) => ({ history })),
  [99, 0, -1, 100.5, NaN, Infinity, 2 ** 53].map((ttlMs) => ({ ttlMs })),
  [999, 1_500, 0, -1_000, NaN, 2 ** 53].map((limitMarkerTtlMs) => ({ limitMarkerTtlMs })),
  [0, -1, 1.5, NaN, 2 ** 53].map((maxBytes) => ({ maxBytes })),
  [0, -1, 1.5, 2 ** 31].map((maxValueBytes) => ({ maxValueBytes })),
  [0, 6, 1.5].map((replicas) => ({ replicas })),
  ["x".repeat(4_097), "é".repeat(2_049), "a\ud800"].map((description) => ({ description })),
  [{ metadata: { team: "x".repeat(131_053) } }],
  [{ metadata: { team: "\ud800" } }],
);
const WRONG_KINDS: readonly unknown[] = rows(
  [null, "history: 5", 5, [], { unknown: 1 }, { History: 5 }, { history: "5" }],
  [{ history: null }, { ttlMs: "1s" }, { storage: "disk" }, { storage: null }, { storage: 1 }],
  [{ compression: "s2" }, { placement: "c" }, { placement: { zone: "c" } }, { description: 5 }],
  [{ placement: { tags: "x" } }, { republish: {} }, { republish: { destination: 5 } }],
  [{ metadata: ["a"] }, { metadata: { a: 1 } }, { codec: {} }, { codec: null }],
  [{ mirror: "kv" }, { sources: {} }, { replicas: "3" }, { maxBytes: null }],
);
const UNSUPPORTED: readonly unknown[] = [
  { mirror: { bucket: "origin" } },
  { sources: [{ bucket: "origin", filter: "a.>" }] },
];
const BAD_ORIGINS: readonly unknown[] = [
  { mirror: {} },
  { mirror: { bucket: "a.b" } },
  { sources: [{ bucket: "" }] },
];

type ByName = (client: Client, name: never) => Promise<unknown>;
type ByConfig = (client: Client, config: never) => Promise<unknown>;

function faultsOf(kind: Kind, byName: ByName, byConfig: ByConfig): readonly Fault[] {
  return [
    ...faults(kind, "name", INVALID_BUCKET, BAD_NAMES, byName),
    ...faults(kind, "config", INVALID_CONFIG, OUT_OF_RANGE, byConfig),
    ...faults(kind, "config", INVALID_ARGUMENT, WRONG_KINDS, byConfig),
    ...faults(kind, "config", FEATURE_UNSUPPORTED, UNSUPPORTED, byConfig),
    ...faults(kind, "config", INVALID_BUCKET, BAD_ORIGINS, byConfig),
  ];
}

const createBucket = faultsOf(
  "createBucket",
  (at, name) => at.manager.create(name),
  (at, config) => at.manager.create(BUCKET, config),
);
const updateBucket = faultsOf(
  "updateBucket",
  (at, name) => at.manager.update(name, {}),
  (at, config) => at.manager.update(BUCKET, config),
);
const createOrUpdate = faultsOf(
  "createOrUpdate",
  (at, name) => at.manager.createOrUpdate(name),
  (at, config) => at.manager.createOrUpdate(BUCKET, config),
);
const openBucket: readonly Fault[] = [
  ...faults("openBucket", "name", INVALID_BUCKET, BAD_NAMES, (at, name) => at.manager.open(name)),
  ...faults(
    "openBucket",
    "options",
    INVALID_ARGUMENT,
    [{ history: 1 }, { codec: null }, { codec: {} }, { codec: "json" }, null, []],
    (at, options) => at.manager.open(BUCKET, options),
  ),
];
const deleteBucket = faults("deleteBucket", "name", INVALID_BUCKET, BAD_NAMES, (at, name) =>
  at.manager.delete(name),
);

/** The faults of the calls about whole buckets, by their kind. */
export const bucketFaults: Readonly<
  Record<
    "createBucket" | "updateBucket" | "createOrUpdate" | "openBucket" | "deleteBucket",
    readonly Fault[]
  >
> = {
  createBucket,
  updateBucket,
  createOrUpdate,
  openBucket,
  deleteBucket,
};
