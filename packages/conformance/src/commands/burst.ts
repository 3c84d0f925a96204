import * as fc from "fast-check";
import { statesOf } from "./key-state.ts";
import { keyNow, operation } from "./making.ts";
import { bucketOf } from "./bucket-under-test.ts";
import type { Operation } from "./operation.ts";
import { modelOutcome } from "./outcome.ts";
import {
  anyClient,
  anyValue,
  bytesOfValue,
  makeValue,
  nearKey,
  showKey,
  type KeySpec,
  type ValueSpec,
} from "./pools.ts";
import type { Scope } from "./scope.ts";
import type { ModelStore } from "../model/model-store.ts";
import { brief } from "./print.ts";
import { writeInModel } from "./writes.ts";

interface PutSpec {
  readonly near: KeySpec;
  readonly value: ValueSpec;
  readonly isCreate: boolean;
}

const onePut: fc.Arbitrary<PutSpec> = fc.record({
  near: nearKey,
  value: anyValue,
  isCreate: fc.boolean(),
});

/** Writes of one client that are all on their way before the first one is awaited; they happen in order. */
export const anyBurst: fc.Arbitrary<Operation> = fc
  .record({ client: anyClient, writes: fc.array(onePut, { minLength: 2, maxLength: 4 }) })
  .map(({ client, writes }) => {
    const names = writes.map(
      ({ near, isCreate }) => `${isCreate ? "create" : "put"} ${showKey(near)}`,
    );
    return operation("put", `at once: ${names.join(", ")}`, (model, scope) => {
      const calls = keepable(writes, model, scope).map(({ near, value, isCreate }) => {
        return { key: keyNow(near, model), value: makeValue(value), isCreate };
      });
      return {
        call: `client ${client}: at once ${brief(calls)}`,
        met: statesOf(bucketOf(model), { keys: calls.map(({ key }) => key) }),
        expected: () =>
          calls.map(({ key, value, isCreate }) => {
            const wanted = { key, value: bytesOfValue(value) };
            const write = isCreate ? { ...wanted, expected: "absent" as const } : wanted;
            return modelOutcome(() => writeInModel(model, "PUT", write));
          }),
        actual: (world) => {
          const { bucket } = world.client(client);
          return Promise.all(
            calls.map(({ key, value, isCreate }) =>
              world.outcomeOf(() =>
                isCreate ? bucket.create(key, value) : bucket.put(key, value),
              ),
            ),
          );
        },
      };
    });
  });

/**
 * The writes of which everybody sees the same. On real time a watcher does not get what the next write
 * removes, and a create over a marker takes two steps with others in between.
 */
function keepable(writes: readonly PutSpec[], model: ModelStore, scope: Scope): readonly PutSpec[] {
  if (scope.isTurned) return writes;
  const { history = 1, maxBytes } = bucketOf(model)?.settings ?? {};
  // What room each one finds must be known where servers differ in their rules.
  const most = maxBytes === undefined ? writes.length : 1;
  const times = new Map<string, number>();
  return writes.slice(0, most).flatMap((write) => {
    const key = keyNow(write.near, model);
    times.set(key, (times.get(key) ?? 0) + 1);
    return (times.get(key) ?? 0) > history ? [] : [{ ...write, isCreate: false }];
  });
}
