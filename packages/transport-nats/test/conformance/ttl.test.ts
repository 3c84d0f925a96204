import { connect as natsConnect, type NatsConnection } from "@nats-io/transport-node";
import {
  natsServer,
  runTtlCase,
  storedIn,
  TTL_CASES,
  type TimedStore,
  type TtlCase,
} from "@revkv/conformance";
import { describeServers } from "@revkv/dev/nats-server";
import { local, manualClock } from "@revkv/transport-local";
import { beforeAll, expect, test } from "vitest";
import { nats } from "../../src/index.ts";

describeServers("scripts about time", { least: "2.10" }, (server, found) => {
  const hasMarkers = natsServer(found.version).features.limitMarkers;
  const cases = TTL_CASES.filter(({ needs }) => hasMarkers || needs === "age");
  let records: ReadonlyMap<string, PromiseSettledResult<readonly string[]>>;
  beforeAll(async () => {
    const connection = await natsConnect({ servers: server().url });
    records = await recordAll(cases, connection);
    await connection.close();
  }, 40_000);

  test.for(cases.map((one) => [one.title, one] as const))("%s", async ([title, one]) => {
    const record = records.get(title);
    if (record?.status !== "fulfilled") throw record?.reason;
    expect(storedIn(record.value)).toEqual(one.looks);
    expect(record.value).toEqual(await runTtlCase(one, turnedStore(), nameOf("own", 0)));
  });
});

/** Does all cases at once. One that a busy machine was too late for is done again, alone. */
async function recordAll(
  cases: readonly TtlCase[],
  connection: NatsConnection,
): Promise<ReadonlyMap<string, PromiseSettledResult<readonly string[]>>> {
  const store = realStore(connection);
  const records = cases.map((one, at) =>
    runTtlCase(one, store, nameOf("one", at)).catch(() =>
      runTtlCase(one, store, nameOf("two", at)),
    ),
  );
  const settled = await Promise.allSettled(records);
  return new Map(settled.map((record, at) => [cases[at]?.title ?? "", record]));
}

/** Names as long as one another: they count in a bucket's bytes. */
function nameOf(kind: "one" | "two" | "own", at: number): string {
  return `${kind}-${String(at).padStart(2, "0")}`;
}

function realStore(connection: NatsConnection): TimedStore {
  const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  return { transport: nats(connection), pass, nowMs: () => Date.now() };
}

function turnedStore(): TimedStore {
  const clock = manualClock();
  const pass = async (ms: number): Promise<void> => clock.advance(ms);
  return { transport: local({ clock }), pass, nowMs: () => clock.nowMs() };
}
