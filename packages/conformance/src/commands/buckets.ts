import { bytes, type KvConfig } from "@revkv/core/words";
import * as fc from "fast-check";
import type { ModelStore } from "../model/model-store.ts";
import { status } from "../model/reading.ts";
import { statesOf } from "./key-state.ts";
import { operation, withWatched } from "./making.ts";
import { BUCKET, bucketOf } from "./bucket-under-test.ts";
import type { Operation } from "./operation.ts";
import { anyClient, anyConfig, anySignal, givenOf } from "./pools.ts";
import { brief } from "./print.ts";
import type { Scope } from "./scope.ts";
import { spoil } from "./spoil.ts";
import { statusOf } from "./status-of.ts";

/** A bucket beside the one that runs are about, so that listings have something to list. */
const OTHER = "another-bucket";

type ConfigSpec = { readonly same: true } | { readonly same: false; readonly config: KvConfig };

const configOrSame: fc.Arbitrary<ConfigSpec> = fc.oneof(
  fc.constant<ConfigSpec>({ same: true }),
  anyConfig.map((config): ConfigSpec => ({ same: false, config })),
);

function configNow(spec: ConfigSpec, model: ModelStore, scope: Scope): KvConfig {
  return spec.same ? (bucketOf(model)?.given ?? {}) : scope.config(spec.config);
}

function showConfig(spec: ConfigSpec): string {
  return spec.same ? "with the same config" : brief(spec.config);
}

/** Calls with a copy of the config, every setting of which must be read, and spoils the copy afterwards. */
async function withConfig<R>(
  config: KvConfig,
  hasCodec: boolean,
  call: (own: KvConfig & { readonly codec?: typeof bytes }) => Promise<R>,
): Promise<R> {
  const own = { ...structuredClone(config), ...(hasCodec ? { codec: { ...bytes } } : {}) };
  const result = await withWatched(own, call);
  spoil(own);
  return result;
}

/** A create of the bucket, which exists most of the time, or of another. */
export const anyCreateBucket: fc.Arbitrary<Operation> = fc
  .record({
    client: anyClient,
    hasCodec: anySignal,
    spec: configOrSame,
    name: fc.constantFrom(BUCKET, BUCKET, OTHER),
  })
  .map(({ client, hasCodec, spec, name }) =>
    operation("createBucket", `create bucket ${name} ${showConfig(spec)}`, (model, scope) => {
      const config = { ...configNow(spec, model, scope) };
      return {
        call: `client ${client}: manager.create("${name}", ${brief(config)})`,
        met: statesOf(model.find(name), { filters: [">"] }),
        expected: () => {
          model.create(name, givenOf(config));
          return name;
        },
        actual: (world) =>
          withConfig(config, hasCodec, async (own) => {
            return (await world.client(client).manager.create(name, own)).name;
          }),
      };
    }),
  );

/** An open of the bucket. */
export const anyOpenBucket: fc.Arbitrary<Operation> = fc
  .tuple(anyClient, anySignal)
  .map(([client, hasCodec]) =>
    operation("openBucket", "open bucket", (model) => ({
      call: `client ${client}: manager.open("${BUCKET}")`,
      met: statesOf(bucketOf(model), { filters: [">"] }),
      expected: () => model.bucket(BUCKET).name,
      actual: (world) =>
        withConfig({}, hasCodec, async (own) => {
          return (await world.client(client).manager.open(BUCKET, own)).name;
        }),
    })),
  );

interface ChangeSpec {
  readonly client: number;
  readonly hasCodec: boolean;
  /** The settings to change, and what they become; undefined takes one away. */
  readonly change: KvConfig;
}

const DURATIONS = { ttlMs: fc.constantFrom(undefined, 100, 500, 1_000, 2_500) };
const changes: fc.Arbitrary<KvConfig> = fc.oneof(
  fc.record({ history: fc.constantFrom(undefined, 1, 2, 3, 5, 64) }),
  fc.record(DURATIONS),
  fc.record({ limitMarkerTtlMs: fc.constantFrom(undefined, 1_000, 2_000, 5_000) }),
  fc.record({ maxBytes: fc.constantFrom(undefined, 150, 400, 1_500) }),
  fc.record({ maxValueBytes: fc.constantFrom(undefined, 35, 100) }),
  fc.record({ ...DURATIONS, limitMarkerTtlMs: fc.constantFrom(1_000, 2_000) }),
  fc.record({ storage: fc.constantFrom("memory" as const, "file" as const) }),
  fc.record({ description: fc.constantFrom("changed", undefined) }),
);
const anyChange: fc.Arbitrary<ChangeSpec> = fc.record({
  client: anyClient,
  hasCodec: anySignal,
  change: fc.oneof({ weight: 9, arbitrary: changes }, { weight: 1, arbitrary: anyConfig }),
});

/** A change of a setting or two; the others are given again as they are. */
export const anyUpdateBucket: fc.Arbitrary<Operation> = anyChange.map(
  ({ client, hasCodec, change }) =>
    operation("updateBucket", `update bucket with ${brief(change)}`, (model, scope) => {
      const config = { ...bucketOf(model)?.given, ...scope.config(change) };
      return {
        call: `client ${client}: manager.update("${BUCKET}", ${brief(config)})`,
        met: statesOf(bucketOf(model), { filters: [">"] }),
        expected: () => {
          model.update(BUCKET, givenOf(config));
          return BUCKET;
        },
        actual: (world) =>
          withConfig(config, hasCodec, async (own) => {
            return (await world.client(client).manager.update(BUCKET, own)).name;
          }),
      };
    }),
);

/** The same by the call that also makes a bucket. */
export const anyCreateOrUpdate: fc.Arbitrary<Operation> = anyChange.map(
  ({ client, hasCodec, change }) =>
    operation("createOrUpdate", `create or update bucket with ${brief(change)}`, (model, scope) => {
      const config = { ...bucketOf(model)?.given, ...scope.config(change) };
      return {
        call: `client ${client}: manager.createOrUpdate("${BUCKET}", ${brief(config)})`,
        met: statesOf(bucketOf(model), { filters: [">"] }),
        expected: () => {
          model.createOrUpdate(BUCKET, givenOf(config));
          return BUCKET;
        },
        actual: (world) =>
          withConfig(config, hasCodec, async (own) => {
            return (await world.client(client).manager.createOrUpdate(BUCKET, own)).name;
          }),
      };
    }),
);

/** The end of the bucket; most of the time it is made again at once, with other settings. */
export const anyDeleteBucket: fc.Arbitrary<Operation> = fc
  .record({
    client: anyClient,
    remade: fc.option(anyConfig, { nil: undefined, freq: 8 }),
    name: fc.constantFrom(BUCKET, BUCKET, BUCKET, OTHER),
  })
  .map(({ client, remade, name }) => {
    const again = remade === undefined ? "" : `, made again with ${brief(remade)}`;
    return operation("deleteBucket", `delete bucket ${name}${again}`, (model, scope) => {
      const next = remade === undefined ? undefined : scope.config(remade);
      return {
        call: `client ${client}: manager.delete("${name}")${again}`,
        met: statesOf(model.find(name), { filters: [">"] }),
        expected: () => {
          const existed = model.delete(name);
          if (next !== undefined) model.create(name, givenOf(next));
          return existed;
        },
        actual: async (world) => {
          const { manager } = world.client(client);
          const existed = await manager.delete(name);
          if (next !== undefined) {
            await withConfig(next, false, (own) => manager.create(name, own));
          }
          return existed;
        },
      };
    });
  });

/** The names of all buckets. */
export const anyNames: fc.Arbitrary<Operation> = anyClient.map((client) =>
  operation("names", "names", (model) => ({
    call: `client ${client}: manager.names()`,
    met: [],
    expected: () => model.names,
    actual: (world) => world.client(client).manager.names().toArray(),
  })),
);

/** The states of all buckets. */
export const anyList: fc.Arbitrary<Operation> = anyClient.map((client) =>
  operation("list", "list", (model) => ({
    call: `client ${client}: manager.list()`,
    met: [],
    expected: () => model.names.map((name) => status(model.bucket(name))),
    actual: async (world) =>
      (await world.client(client).manager.list().toArray()).map((one) =>
        statusOf(one, world.profile, model),
      ),
  })),
);
