import type { KvOperation } from "@revkv/core/words";
import * as fc from "fast-check";
import type { ModelStore } from "../model/model-store.ts";
import { write } from "../model/writing.ts";
import { statesOf } from "./key-state.ts";
import {
  expectedNow,
  keyNow,
  lastRevisionOf,
  operation,
  showExpected,
  signalFor,
  withWatched,
} from "./making.ts";
import { BUCKET, bucketOf } from "./bucket-under-test.ts";
import type { Operation } from "./operation.ts";
import {
  anyClient,
  anyDrift,
  anyExpected,
  anySignal,
  anyValue,
  bytesOfValue,
  makeValue,
  markedKey,
  nearKey,
  showKey,
  ttlIn,
  type ExpectedSpec,
  type KeySpec,
  type ValueSpec,
} from "./pools.ts";
import { brief } from "./print.ts";

interface WriteSpec {
  readonly client: number;
  readonly near: KeySpec;
  readonly value: ValueSpec;
  readonly expected: ExpectedSpec;
  readonly ttlMs: number | undefined;
  readonly hasSignal: boolean;
}

const common = { client: anyClient, near: nearKey, hasSignal: anySignal };

/** A put, with or without expectation and time to live. */
export const anyPut: fc.Arbitrary<Operation> = fc
  .record({ ...common, value: anyValue, expected: anyExpected, ttlMs: ttlIn(2) })
  .map((spec) =>
    operation("put", `put ${showWrite(spec)}`, (model, scope) => {
      const key = keyNow(spec.near, model);
      const value = makeValue(spec.value);
      const ttlMs = scope.ttl(spec.ttlMs);
      const options = {
        ...expectedNow(spec.expected, model, key),
        ...(ttlMs === undefined ? {} : { ttlMs }),
        ...signalFor(spec.hasSignal),
      };
      return {
        call: `client ${spec.client}: put(${brief(key)}, ${brief(value)}, ${brief(options)})`,
        met: statesOf(bucketOf(model), { keys: [key] }),
        expected: () => writeInModel(model, "PUT", { ...options, key, value }),
        actual: (world) =>
          withWatched(options, (watched) =>
            spoilAfter(value, () => world.client(spec.client).bucket.put(key, value, watched)),
          ),
      };
    }),
  );

/** A create. */
export const anyCreate: fc.Arbitrary<Operation> = fc
  .record({ ...common, near: fc.oneof(nearKey, markedKey), value: anyValue, ttlMs: ttlIn(6) })
  .map((spec) =>
    operation(
      "create",
      `create ${showWrite({ ...spec, expected: { kind: "any" } })}`,
      (model, scope) => {
        const key = keyNow(spec.near, model);
        const value = makeValue(spec.value);
        const ttlMs = scope.ttl(spec.ttlMs);
        const options = { ttlMs, ...signalFor(spec.hasSignal) };
        const wanted = { key, value, ttlMs, expected: "absent" as const };
        return {
          call: `client ${spec.client}: create(${brief(key)}, ${brief(value)}, ${brief(options)})`,
          met: statesOf(bucketOf(model), { keys: [key] }),
          expected: () => writeInModel(model, "PUT", wanted),
          actual: (world) =>
            withWatched(options, (watched) =>
              spoilAfter(value, () => world.client(spec.client).bucket.create(key, value, watched)),
            ),
        };
      },
    ),
  );

/** An update of the last revision, or of one that is near it. */
export const anyUpdate: fc.Arbitrary<Operation> = fc
  .record({ ...common, value: anyValue, expected: anyDrift })
  .map((spec) =>
    operation("update", `update ${showWrite({ ...spec, ttlMs: undefined })}`, (model) => {
      const key = keyNow(spec.near, model);
      const value = makeValue(spec.value);
      const drift = spec.expected.kind === "last" ? spec.expected.drift : 0;
      const expected = Math.max(1, lastRevisionOf(model, key) + drift);
      return {
        call: `client ${spec.client}: update(${brief(key)}, ${brief(value)}, ${expected})`,
        met: statesOf(bucketOf(model), { keys: [key] }),
        expected: () => writeInModel(model, "PUT", { key, value, expected }),
        actual: (world) =>
          withWatched(signalFor(spec.hasSignal), (watched) =>
            spoilAfter(value, () =>
              world.client(spec.client).bucket.update(key, value, expected, watched),
            ),
          ),
      };
    }),
  );

const anyMarkerExpected: fc.Arbitrary<ExpectedSpec> = anyExpected.map((spec) =>
  spec.kind === "absent" ? { kind: "any" } : spec,
);

/** A delete, with or without expectation. */
export const anyDelete: fc.Arbitrary<Operation> = fc
  .record({ ...common, expected: anyMarkerExpected })
  .map((spec) =>
    operation(
      "delete",
      `delete ${showKey(spec.near)}, expected ${showExpected(spec.expected)}`,
      (model) => {
        const key = keyNow(spec.near, model);
        const demanded = numbersOnly(expectedNow(spec.expected, model, key));
        const options = { ...demanded, ...signalFor(spec.hasSignal) };
        return {
          call: `client ${spec.client}: delete(${brief(key)}, ${brief(options)})`,
          met: statesOf(bucketOf(model), { keys: [key] }),
          expected: () => writeInModel(model, "DEL", { key, ...demanded }),
          actual: (world) =>
            withWatched(options, (watched) =>
              world.client(spec.client).bucket.delete(key, watched),
            ),
        };
      },
    ),
  );

/** A purge, with or without expectation and time to live. */
export const anyPurge: fc.Arbitrary<Operation> = fc
  .record({ ...common, expected: anyMarkerExpected, ttlMs: ttlIn(2) })
  .map((spec) =>
    operation(
      "purge",
      `purge ${showKey(spec.near)}, expected ${showExpected(spec.expected)}${showTtl(spec.ttlMs)}`,
      (model, scope) => {
        const key = keyNow(spec.near, model);
        const demanded = numbersOnly(expectedNow(spec.expected, model, key));
        const ttlMs = scope.ttl(spec.ttlMs);
        const options = { ...demanded, ttlMs, ...signalFor(spec.hasSignal) };
        return {
          call: `client ${spec.client}: purge(${brief(key)}, ${brief(options)})`,
          met: statesOf(bucketOf(model), { keys: [key] }),
          expected: () => writeInModel(model, "PURGE", { key, ttlMs, ...demanded }),
          actual: (world) =>
            withWatched(options, (watched) => world.client(spec.client).bucket.purge(key, watched)),
        };
      },
    ),
  );

/** Stores a write in the model and gives its revision. */
export function writeInModel(
  model: ModelStore,
  kind: KvOperation,
  wanted: {
    readonly key: string;
    readonly value?: Uint8Array | string;
    readonly expected?: number | "absent";
    readonly ttlMs?: number | undefined;
  },
): number {
  return write(model.bucket(BUCKET), {
    key: wanted.key,
    operation: kind,
    bytes: bytesOfValue(wanted.value ?? ""),
    expected: wanted.expected ?? "any",
    ttlMs: wanted.ttlMs,
  });
}

/** Overwrites the value as soon as the call has returned: the store must have its own copy by then. */
function spoilAfter<R>(value: Uint8Array | string, call: () => Promise<R>): Promise<R> {
  const answer = call();
  if (typeof value !== "string") value.fill(0xdd);
  return answer;
}

function numbersOnly(demanded: { readonly expected?: number | "absent" }): {
  readonly expected?: number;
} {
  return typeof demanded.expected === "number" ? { expected: demanded.expected } : {};
}

function showWrite(spec: WriteSpec): string {
  const { near, value, expected, ttlMs } = spec;
  return `${showKey(near)} = ${value.size} x ${value.sign} as ${value.form}, expected ${showExpected(expected)}${showTtl(ttlMs)}`;
}

function showTtl(ttlMs: number | undefined): string {
  return ttlMs === undefined ? "" : `, ttl ${ttlMs}`;
}
