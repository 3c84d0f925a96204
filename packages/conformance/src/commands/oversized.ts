import * as fc from "fast-check";
import { statesOf } from "./key-state.ts";
import { bucketOf } from "./bucket-under-test.ts";
import type { Operation } from "./operation.ts";
import { anyClient, anyKey } from "./pools.ts";
import { brief } from "./print.ts";
import { writeInModel } from "./writes.ts";

/** A byte more than a server takes in one message. */
const TOO_LARGE = new Uint8Array(1_048_577);

/** Writes of a value that no bucket takes. */
export function oversized(kind: "put" | "create"): fc.Arbitrary<Operation> {
  return fc.record({ client: anyClient, key: anyKey }).map(({ client, key }) => ({
    kind,
    isBad: true,
    text: `bad ${kind}: ${key} = ${TOO_LARGE.length} bytes`,
    isPossible: () => true,
    begin: (model) => ({
      call: `client ${client}: ${kind}(${brief(key)}, ${brief(TOO_LARGE)})`,
      met: statesOf(bucketOf(model), { keys: [key] }),
      expected: () => {
        const expected = kind === "create" ? { expected: "absent" as const } : {};
        return writeInModel(model, "PUT", { key, value: TOO_LARGE, ...expected });
      },
      actual: (world) => world.client(client).bucket[kind](key, TOO_LARGE),
    }),
  }));
}
