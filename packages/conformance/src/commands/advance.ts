import * as fc from "fast-check";
import { dueMs } from "../model/expiring.ts";
import type { ModelBucket } from "../model/model-bucket.ts";
import type { ModelEntry } from "../model/model-entry.ts";
import type { ModelStore } from "../model/model-store.ts";
import { statesOf } from "./key-state.ts";
import { operation } from "./making.ts";
import { bucketOf } from "./bucket-under-test.ts";
import type { Operation } from "./operation.ts";

type StepSpec =
  | { readonly kind: "by"; readonly ms: number }
  /** To the nth time when something is due, or a ms before or after. */
  | { readonly kind: "due"; readonly nth: number; readonly offset: number }
  /** To the time when an entry is due that has an older one of its key below. */
  | { readonly kind: "uncover"; readonly offset: number };

const anyOffset = fc.constantFrom(-1, 0, 0, 0, 1);

const uncover = fc.record({ kind: fc.constant("uncover" as const), offset: anyOffset });

/** A turn of the clock: a step, or to the very moment when something expires. */
export const anyAdvance: fc.Arbitrary<Operation> = fc
  .oneof<fc.Arbitrary<StepSpec>[]>(
    fc.constantFrom(0, 1, 99, 100, 500, 999, 1_000).map((ms) => ({ kind: "by", ms })),
    fc.integer({ min: 0, max: 3_000 }).map((ms) => ({ kind: "by", ms })),
    fc.record({
      kind: fc.constant("due" as const),
      nth: fc.constantFrom(0, 0, 0, 1, 2, 5),
      offset: anyOffset,
    }),
    uncover,
    uncover,
  )
  .map((spec) =>
    operation("advance", showStep(spec), (model) => {
      const ms = stepNow(spec, model);
      return {
        call: `clock + ${ms} ms`,
        met: statesOf(bucketOf(model), { filters: [">"] }),
        expected: () => {
          model.advance(ms);
          return model.nowMs;
        },
        actual: async (world) => {
          world.store.clock?.advance(ms);
          return world.store.clock?.nowMs();
        },
      };
    }),
  );

function stepNow(spec: StepSpec, model: ModelStore): number {
  if (spec.kind === "by") return spec.ms;
  const bucket = bucketOf(model);
  const covering = bucket === undefined ? [] : dueTimes(bucket, true);
  const all = bucket === undefined ? [] : dueTimes(bucket, false);
  const times = spec.kind === "uncover" && covering.length > 0 ? covering : all;
  const due = times[(spec.kind === "due" ? spec.nth : 0) % Math.max(1, times.length)];
  return due === undefined ? 250 : Math.max(0, due - model.nowMs + spec.offset);
}

/** The times when something is due, soonest first; if wanted, only what has a time of its own and something below. */
function dueTimes(bucket: ModelBucket, onlyAbove: boolean): readonly number[] {
  const { entries } = bucket;
  const isAbove = (entry: ModelEntry): boolean =>
    entry.ttlMs !== undefined &&
    entries.some((older) => older.key === entry.key && older.revision < entry.revision);
  const times = entries
    .filter((entry) => !onlyAbove || isAbove(entry))
    .map((entry) => dueMs(bucket, entry))
    .filter((ms) => ms !== Infinity);
  return [...new Set(times)].toSorted((a, b) => a - b);
}

function showStep(spec: StepSpec): string {
  if (spec.kind === "by") return `advance ${spec.ms} ms`;
  const offset = spec.offset === 0 ? "" : ` ${spec.offset} ms`;
  const what = spec.kind === "due" ? `due time ${spec.nth}` : "what uncovers an older entry";
  return `advance to ${what}${offset}`;
}
