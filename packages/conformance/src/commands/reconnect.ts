import type * as fc from "fast-check";
import { operation } from "./making.ts";
import { BUCKET, bucketOf } from "./bucket-under-test.ts";
import type { Operation } from "./operation.ts";
import { codeOf } from "./outcome.ts";
import { anyClient } from "./pools.ts";
import type { Client } from "./world.ts";

/** The end of a client, which ends its watchers cleanly and refuses every call, and a new one in its place. */
export const anyReconnect: fc.Arbitrary<Operation> = anyClient.map((at) => ({
  ...operation("reconnect", `reconnect client ${at}`, (model) => ({
    call: `client ${at}: close(), connect()`,
    met: [],
    expected: () => {
      model.closeClient(at);
      return "CLOSED";
    },
    actual: async (world) => {
      const client = world.client(at);
      await client.manager.close();
      await client.manager.close();
      const calls = callsAfterTheEnd(client).map((call) => world.outcomeOf(() => call));
      const codes = (await Promise.all(calls)).map(codeOf);
      await world.connect(at);
      return codes.every((code) => code === "CLOSED") ? "CLOSED" : codes;
    },
  })),
  isPossible: (model) => bucketOf(model) !== undefined,
}));

function callsAfterTheEnd({ manager, bucket }: Client): readonly Promise<unknown>[] {
  return [
    bucket.put("a", "late"),
    bucket.delete("a"),
    bucket.modify("a", () => "late"),
    bucket.get("a"),
    bucket.getMany(["a"]),
    bucket.keys().toArray(),
    bucket.history(">").toArray(),
    bucket.watch(">"),
    bucket.purgeDeletes({ olderThanMs: 0 }),
    bucket.status(),
    manager.create("late"),
    manager.open(BUCKET),
    manager.delete(BUCKET),
    manager.names().toArray(),
    manager.list().toArray(),
  ];
}
