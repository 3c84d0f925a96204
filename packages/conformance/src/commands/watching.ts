import type { KvEntry, KvMeta, KvWatcher } from "@revkv/core";
import * as fc from "fast-check";
import type { ModelWatch, WatchPlan } from "../model/model-watch.ts";
import type { ModelStore } from "../model/model-store.ts";
import { statesOf } from "./key-state.ts";
import { operation, withWatched } from "./making.ts";
import { BUCKET, bucketOf } from "./bucket-under-test.ts";
import type { Operation } from "./operation.ts";
import { anyClient, anyFilter, filtersOf, type FilterArgument } from "./pools.ts";
import { brief } from "./print.ts";
import { CONSUMERS, RealWatch, type Consumer } from "./real-watch.ts";
import type { World } from "./world.ts";

/** More would slow runs down and show nothing new. */
const MOST_WATCHERS = 8;
/** Entries that may wait unless told otherwise. */
const DEFAULT_BUFFER = 65_536;

const anyStart = fc.constantFrom(
  "default" as const,
  "last" as const,
  "history" as const,
  "updates" as const,
  "revision" as const,
);

interface WatchSpec {
  readonly client: number;
  readonly filter: FilterArgument | undefined;
  readonly start: "default" | "last" | "history" | "updates" | "revision";
  readonly drift: number;
  readonly ignoreDeletes: boolean | undefined;
  readonly metaOnly: boolean | undefined;
  /** Undefined: nobody takes anything yet, and entries wait. */
  readonly consumer: Consumer | undefined;
  readonly maxEntries: number | undefined;
  readonly onOverflow: "error" | "conflate" | undefined;
}

/** A new watcher; some have no consumer yet and a small buffer. */
export const anyWatch: fc.Arbitrary<Operation> = fc
  .record<WatchSpec>({
    client: anyClient,
    filter: fc.option(anyFilter, { nil: undefined, freq: 6 }),
    start: anyStart,
    drift: fc.constantFrom(0, -1, -3, 1, 3),
    ignoreDeletes: fc.constantFrom(undefined, false, true),
    metaOnly: fc.constantFrom(undefined, false, true),
    consumer: fc.constantFrom(undefined, undefined, ...CONSUMERS),
    maxEntries: fc.constantFrom(undefined, 1, 2, 4),
    onOverflow: fc.constantFrom(undefined, "error", "conflate"),
  })
  .map((spec) => ({ ...spec, consumer: isBounded(spec) ? ableToKeepUp(spec) : spec.consumer }))
  .map((spec) => ({
    ...operation("watch", `watch ${brief(spec)}`, (model, scope) => {
      const filter = scope.filter(spec.filter);
      const { options, plan } = planNow({ ...spec, filter }, model);
      return {
        call: `client ${spec.client}: watch ${model.watches.length} (${brief(filter)}, ${brief(options)}) by ${spec.consumer ?? "nobody yet"}`,
        met: statesOf(bucketOf(model), { filters: plan.filters }),
        expected: () => {
          const watch = model.watch(BUCKET, spec.client, plan);
          if (spec.consumer !== undefined) watch.consume();
        },
        actual: (world) => openReally(world, { ...spec, filter }, options),
      };
    }),
    isPossible: (model) => openWatches(model).length < MOST_WATCHERS,
  }));

/** A consumer for a watcher that had none. */
export const anyConsume: fc.Arbitrary<Operation> = fc
  .record({ at: fc.nat(MOST_WATCHERS), consumer: fc.constantFrom(...CONSUMERS) })
  .map((spec) => ({
    ...operation("consume", `consume watch ${spec.at} by ${spec.consumer}`, (model) => {
      const index = pick(unconsumed(model), spec.at);
      const watch = model.watches[index];
      const consumer = consumerFor(watch, spec.consumer);
      return {
        call: `consume watch ${index} by ${consumer}`,
        met: statesOf(bucketOf(model), { filters: watch?.plan.filters ?? [] }),
        expected: () => watch?.consume(),
        actual: async (world) => world.watches[index]?.consume(consumer),
      };
    }),
    isPossible: (model) => unconsumed(model).length > 0,
  }));

/** The end of a watcher, by its own call or by its signal. */
export const anyStopWatch: fc.Arbitrary<Operation> = fc
  .record({ at: fc.nat(MOST_WATCHERS), isAborted: fc.boolean() })
  .map((spec) => ({
    ...operation(
      "stopWatch",
      `stop watch ${spec.at}${spec.isAborted ? " by abort" : ""}`,
      (model) => {
        const index = pick(openWatches(model), spec.at);
        return {
          call: `${spec.isAborted ? "abort" : "stop"} watch ${index}`,
          met: [],
          expected: () => model.watches[index]?.drop(spec.isAborted ? "aborted" : "clean"),
          actual: async (world) => {
            const watch = world.watches[index];
            if (spec.isAborted) watch?.abort();
            else await watch?.stop();
          },
        };
      },
    ),
    isPossible: (model) => openWatches(model).length > 0,
  }));

/** Whether the watcher loses something when its reader is slow. */
function isBounded(plan: Pick<WatchSpec, "maxEntries" | "onOverflow">): boolean {
  return (plan.maxEntries ?? DEFAULT_BUFFER) < DEFAULT_BUFFER || plan.onOverflow === "conflate";
}

/** An iterator takes one entry a turn, a listener takes a whole burst. */
function ableToKeepUp(spec: WatchSpec): Consumer | undefined {
  return spec.consumer === undefined ? undefined : "listeners";
}

function consumerFor(watch: ModelWatch | undefined, wanted: Consumer): Consumer {
  // After the end a snapshot is refused; the iterator still gives what waits.
  if (watch?.end !== undefined) return wanted === "snapshot" ? "iterator" : wanted;
  return watch !== undefined && isBounded(watch.plan) ? "listeners" : wanted;
}

function openWatches(model: ModelStore): readonly number[] {
  return [...model.watches.keys()].filter((at) => model.watches[at]?.end === undefined);
}

function unconsumed(model: ModelStore): readonly number[] {
  return [...model.watches.keys()].filter((at) => model.watches[at]?.isConsumed === false);
}

function pick(indexes: readonly number[], at: number): number {
  return indexes[at % indexes.length] ?? -1;
}

interface GivenOptions {
  readonly include?: "last" | "history" | "updates" | undefined;
  readonly fromRevision?: number | undefined;
  readonly ignoreDeletes?: boolean | undefined;
  readonly metaOnly?: boolean | undefined;
  readonly buffer?: {
    readonly maxEntries?: number | undefined;
    readonly onOverflow?: "error" | "conflate" | undefined;
  };
}

function planNow(
  spec: WatchSpec,
  model: ModelStore,
): { readonly options: GivenOptions; readonly plan: WatchPlan } {
  const { start, ignoreDeletes, metaOnly, maxEntries, onOverflow } = spec;
  const revision = Math.max(1, (bucketOf(model)?.lastRevision ?? 0) + spec.drift);
  const place =
    start === "revision"
      ? { fromRevision: revision }
      : { include: start === "default" ? undefined : start };
  const hasBuffer = maxEntries !== undefined || onOverflow !== undefined;
  return {
    options: {
      ...place,
      ignoreDeletes,
      metaOnly,
      ...(hasBuffer ? { buffer: { maxEntries, onOverflow } } : {}),
    },
    plan: {
      filters: filtersOf(spec.filter),
      start: start === "revision" ? { revision } : start === "default" ? "last" : start,
      ignoreDeletes: ignoreDeletes ?? false,
      metaOnly: metaOnly ?? false,
      maxEntries: maxEntries ?? DEFAULT_BUFFER,
      onOverflow: onOverflow ?? "error",
    },
  };
}

async function openReally(world: World, spec: WatchSpec, options: GivenOptions): Promise<void> {
  const controller = new AbortController();
  const given = { ...options, signal: controller.signal };
  const watcher = await withWatched(given, (watched) => {
    const { bucket } = world.client(spec.client);
    // The overloads tell apart what a run chooses at random.
    const watch = bucket.watch.bind(bucket) as unknown as (
      filter: FilterArgument | undefined,
      options: object,
    ) => Promise<KvWatcher<KvEntry | KvMeta>>;
    return watch(spec.filter, watched);
  });
  const real = new RealWatch(watcher, controller, world.newestArrivals);
  world.watches.push(real);
  if (spec.consumer !== undefined) real.consume(spec.consumer);
}
