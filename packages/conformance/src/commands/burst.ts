import * as fc from "fast-check";
import { statesOf } from "./key-state.ts";
import { keyNow, operation } from "./making.ts";
import { bucketOf } from "./bucket-under-test.ts";
import type { Operation } from "./operation.ts";
import { modelOutcome, realOutcome } from "./outcome.ts";
import { anyClient, anyValue, bytesOfValue, makeValue, nearKey, showKey } from "./pools.ts";
import { brief } from "./print.ts";
import { writeInModel } from "./writes.ts";

const onePut = fc.record({ near: nearKey, value: anyValue, isCreate: fc.boolean() });

/** Writes of one client that are all on their way before the first one is awaited; they happen in order. */
export const anyBurst: fc.Arbitrary<Operation> = fc
  .record({ client: anyClient, writes: fc.array(onePut, { minLength: 2, maxLength: 4 }) })
  .map(({ client, writes }) => {
    const names = writes.map(
      ({ near, isCreate }) => `${isCreate ? "create" : "put"} ${showKey(near)}`,
    );
    return operation("put", `at once: ${names.join(", ")}`, (model) => {
      const calls = writes.map(({ near, value, isCreate }) => {
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
              realOutcome(() => (isCreate ? bucket.create(key, value) : bucket.put(key, value))),
            ),
          );
        },
      };
    });
  });
