import * as fc from "fast-check";

/** Where a watch begins. */
type Start =
  | { readonly include: "last" | "history" | "updates" }
  | { readonly fromRevision: number };

/** One thing that is done to a bucket. */
export type Step =
  | { readonly does: "put" | "delete" | "purge"; readonly key: string }
  | {
      readonly does: "watch";
      readonly filter: string | string[];
      readonly start: Start;
      readonly metaOnly: boolean;
    }
  | { readonly does: "history" | "keys"; readonly filter: string; readonly isLeft: boolean }
  | { readonly does: "stop"; readonly at: number }
  | { readonly does: "advance"; readonly ms: number }
  | { readonly does: "update"; readonly history: number }
  | { readonly does: "remake" | "purgeDeletes" | "reconnect" };

/** The settings of a bucket, and what is done to it. */
export interface Run {
  readonly config: {
    readonly history: number;
    readonly ttlMs?: number;
    readonly limitMarkerTtlMs?: number;
  };
  readonly steps: readonly Step[];
}

const anyKey = fc.constantFrom("a", "b", "a.b", "a.c", "b.c", "a.b.c");
const anyFilter = fc.constantFrom(">", "a", "a.*", "a.>", "*.c", "b.>");
const anyStart = fc.oneof<fc.Arbitrary<Start>[]>(
  fc.record({ include: fc.constantFrom("last", "history", "updates") }),
  fc.record({ fromRevision: fc.integer({ min: 1, max: 12 }) }),
);

const anyWrite = fc.record({
  does: fc.constantFrom("put", "put", "put", "delete"),
  key: anyKey,
});
const anyWatch = fc.record({
  does: fc.constant("watch"),
  filter: fc.oneof(anyFilter, fc.uniqueArray(anyFilter, { minLength: 2, maxLength: 3 })),
  start: anyStart,
  metaOnly: fc.boolean(),
});
const anyList = fc.record({
  does: fc.constantFrom("history", "keys"),
  filter: anyFilter,
  isLeft: fc.boolean(),
});
const anyChange = fc.oneof(
  fc.record({ does: fc.constant("stop"), at: fc.nat(9) }),
  fc.record({ does: fc.constantFrom("remake", "reconnect") }),
);
const anyRemoval = fc.oneof(
  fc.record({ does: fc.constant("purge"), key: anyKey }),
  fc.record({ does: fc.constant("purgeDeletes") }),
  fc.record({ does: fc.constant("advance"), ms: fc.constantFrom(500, 1_000, 5_000) }),
  fc.record({ does: fc.constant("update"), history: fc.constantFrom(1, 3, 64) }),
);

/** Steps of a run; most are writes and watches. */
function anySteps(removals: number): fc.Arbitrary<readonly Step[]> {
  const anyStep = fc.oneof<fc.MaybeWeightedArbitrary<Step>[]>(
    { weight: 12, arbitrary: anyWrite },
    { weight: 4, arbitrary: anyWatch },
    { weight: 2, arbitrary: anyList },
    { weight: 2, arbitrary: anyChange },
    { weight: removals, arbitrary: anyRemoval },
  );
  return fc.array(anyStep, { minLength: 5, maxLength: 60, size: "max" });
}

/** Runs on buckets that keep much or little. */
export const anyRun: fc.Arbitrary<Run> = fc.record({
  config: fc.constantFrom<Run["config"]>(
    { history: 64 },
    { history: 1 },
    { history: 2 },
    { history: 1, ttlMs: 2_000 },
    { history: 1, ttlMs: 2_000, limitMarkerTtlMs: 1_000 },
    { history: 3, ttlMs: 3_000, limitMarkerTtlMs: 1_000 },
  ),
  steps: anySteps(4),
});

/** Runs in which nothing is removed in silence: whatever a watch is not given is missed. */
export const anyKeepingRun: fc.Arbitrary<Run> = fc.record({
  config: fc.constant({ history: 64 }),
  steps: anySteps(0),
});
