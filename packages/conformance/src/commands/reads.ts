import * as fc from "fast-check";
import { get, getMany, history, keys, purgeDeletes, status } from "../model/reading.ts";
import { statesOf } from "./key-state.ts";
import { keyNow, lastRevisionOf, operation, signalFor, withWatched } from "./making.ts";
import { BUCKET, bucketOf } from "./bucket-under-test.ts";
import type { Operation } from "./operation.ts";
import { anyClient, anyFilter, anyKey, anySignal, filtersOf, nearKey, showKey } from "./pools.ts";
import { brief } from "./print.ts";
import { seenOf } from "./seen.ts";
import { statusOf } from "./status-of.ts";

const common = { client: anyClient, hasSignal: anySignal };

/** How a finite read is consumed. */
const anyWay = fc.constantFrom("toArray" as const, "loop" as const);

async function collect<T>(
  read: AsyncIterable<T> & { toArray(): Promise<T[]> },
  way: "toArray" | "loop",
): Promise<T[]> {
  if (way === "toArray") return read.toArray();
  const all: T[] = [];
  for await (const one of read) all.push(one);
  return all;
}

/** A get of the last entry or of a revision near it. */
export const anyGet: fc.Arbitrary<Operation> = fc
  .record({
    ...common,
    near: nearKey,
    drift: fc.constantFrom(undefined, undefined, 0, 0, -1, -2, 1),
    includeDeleted: fc.constantFrom(undefined, false, true, true),
    consistency: fc.constantFrom(undefined, "direct" as const, "leader" as const),
    minDrift: fc.constantFrom(undefined, undefined, 0, 1),
  })
  .map((spec) => {
    const drift =
      spec.drift === undefined ? "" : ` at last${spec.drift < 0 ? "" : "+"}${spec.drift}`;
    const deleted = spec.includeDeleted === true ? ", markers too" : "";
    return operation("get", `get ${showKey(spec.near)}${drift}${deleted}`, (model) => {
      const key = keyNow(spec.near, model);
      const last = lastRevisionOf(model, key);
      const near = (by: number | undefined): number | undefined =>
        by === undefined ? undefined : Math.max(1, last + by);
      const revision = near(spec.drift);
      const includeDeleted = spec.includeDeleted ?? false;
      const { consistency } = spec;
      const minRevision = near(spec.minDrift);
      const options = {
        revision,
        minRevision,
        consistency,
        includeDeleted,
        ...signalFor(spec.hasSignal),
      };
      return {
        call: `client ${spec.client}: get(${brief(key)}, ${brief(options)})`,
        met: statesOf(bucketOf(model), { keys: [key] }),
        expected: () => get(model.bucket(BUCKET), key, { revision, includeDeleted }),
        actual: (world) =>
          withWatched(options, async (watched) => {
            const entry = await world.client(spec.client).bucket.get(key, watched);
            return entry === null ? null : seenOf(entry);
          }),
      };
    });
  });

/** A read of several keys, some twice. */
export const anyGetMany: fc.Arbitrary<Operation> = fc
  .record({ ...common, keys: fc.array(anyKey, { maxLength: 6 }), asSet: fc.boolean() })
  .map((spec) =>
    operation("getMany", `getMany ${brief(spec.keys)}`, (model) => ({
      call: `client ${spec.client}: getMany(${spec.asSet ? "set " : ""}${brief(spec.keys)})`,
      met: spec.keys.length === 0 ? [] : statesOf(bucketOf(model), { keys: spec.keys }),
      expected: () =>
        getMany(model.bucket(BUCKET), spec.keys).map((seen) => [seen.key, seen] as const),
      actual: (world) =>
        withWatched(signalFor(spec.hasSignal), async (watched) => {
          const asked = spec.asSet ? new Set(spec.keys) : spec.keys;
          const found = await world.client(spec.client).bucket.getMany(asked, watched);
          return [...found].map(([key, entry]) => [key, seenOf(entry)] as const);
        }),
    })),
  );

/** A listing of keys. */
export const anyKeys: fc.Arbitrary<Operation> = fc
  .record({ ...common, filter: fc.option(anyFilter, { nil: undefined, freq: 6 }), way: anyWay })
  .map((spec) =>
    operation("keys", `keys ${brief(spec.filter)}`, (model, scope) => {
      const filter = scope.filter(spec.filter);
      return {
        call: `client ${spec.client}: keys(${brief(filter)}).${spec.way}`,
        met: statesOf(bucketOf(model), { filters: filtersOf(filter) }),
        expected: () => keys(model.bucket(BUCKET), filtersOf(filter)),
        actual: (world) =>
          withWatched(signalFor(spec.hasSignal), (watched) =>
            collect(world.client(spec.client).bucket.keys(filter, watched), spec.way),
          ),
      };
    }),
  );

/** A listing of all entries. */
export const anyHistory: fc.Arbitrary<Operation> = fc
  .record({
    ...common,
    filter: anyFilter,
    metaOnly: fc.constantFrom(undefined, false, true),
    way: anyWay,
  })
  .map((spec) => {
    const { metaOnly, way } = spec;
    const heads = metaOnly === true ? ", heads" : "";
    return operation("history", `history ${brief(spec.filter)}${heads}`, (model, scope) => {
      const filter = scope.filter(spec.filter);
      return {
        call: `client ${spec.client}: history(${brief(filter)}, metaOnly ${metaOnly}).${way}`,
        met: statesOf(bucketOf(model), { filters: filtersOf(filter) }),
        expected: () => history(model.bucket(BUCKET), filtersOf(filter), metaOnly ?? false),
        actual: (world) => {
          const { bucket } = world.client(spec.client);
          const options = signalFor(spec.hasSignal);
          return metaOnly === true
            ? withWatched({ ...options, metaOnly: true as const }, async (watched) =>
                (await collect(bucket.history(filter, watched), way)).map((one) => seenOf(one)),
              )
            : withWatched({ ...options, metaOnly }, async (watched) =>
                (await collect(bucket.history(filter, watched), way)).map((one) => seenOf(one)),
              );
        },
      };
    });
  });

/** A purge of the markers, all or those of some age. */
export const anyPurgeDeletes: fc.Arbitrary<Operation> = fc
  .record({ ...common, olderThanMs: fc.constantFrom(undefined, 0, 0, 1, 500, 1_000, 2_000) })
  .map((spec) =>
    operation("purgeDeletes", `purgeDeletes ${spec.olderThanMs}`, (model, scope) => {
      const olderThanMs = scope.time(spec.olderThanMs);
      return {
        call: `client ${spec.client}: purgeDeletes(${brief({ olderThanMs })})`,
        met: statesOf(bucketOf(model), { filters: [">"] }),
        expected: () => purgeDeletes(model.bucket(BUCKET), olderThanMs),
        actual: (world) =>
          withWatched({ olderThanMs, ...signalFor(spec.hasSignal) }, (watched) =>
            world.client(spec.client).bucket.purgeDeletes(watched),
          ),
      };
    }),
  );

/** The status, asked by either client; it is compared after every other operation too. */
export const anyStatus: fc.Arbitrary<Operation> = anyClient.map((client) =>
  operation("status", `status`, (model) => ({
    call: `client ${client}: status()`,
    met: statesOf(bucketOf(model), { filters: [">"] }),
    expected: () => status(model.bucket(BUCKET)),
    actual: async (world) =>
      statusOf(await world.client(client).bucket.status(), world.profile, model),
  })),
);
