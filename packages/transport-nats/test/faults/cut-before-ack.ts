import type { KvBucket } from "@revkv/core";
import { startProxy, startServer, type FoundServer, type Proxy } from "@revkv/dev/nats-server";
import { consumersLeft, storedIn } from "./aftermath.ts";
import { sumOf, type Figures } from "./figures.ts";
import { Ledger, type Deed, type Outcome } from "./ledger.ts";
import { listUntil } from "./listings.ts";
import { until, writeUntil } from "./load.ts";
import { Recording } from "./recording.ts";
import { Witness } from "./witness.ts";
import { within } from "./within.ts";

/** How often the connection is cut, and when. */
export interface CutPlan {
  /** Rounds of one cut for each kind of write, which has it to itself. */
  readonly rounds: number;
  /** Cuts in the middle of many writes. */
  readonly cutsUnderLoad: number;
  readonly writers: number;
}

/** What the server says when it has stored a write, as it begins on the wire. */
const ACK = '{"stream":"KV_faults"';

/**
 * The connection is cut when the server has stored a write and before the client hears of it. The write ends
 * with an unknown outcome and is there once; watchers on that connection go on where it broke.
 */
export async function cutBeforeAck(found: FoundServer, plan: CutPlan): Promise<Figures> {
  const server = await startServer(found);
  const proxy = await startProxy(server.port);
  try {
    const recording = new Recording("a connection that is cut before an answer");
    const [cut, whole] = [await recording.dial(proxy.url), await recording.dial(server.url)];
    const ledger = new Ledger();
    const seen = await whole.kv.create("faults", { history: 64 });
    const bucket = await cut.kv.open("faults");
    const witnesses = [
      await Witness.at(bucket, { name: "of everything, cut", include: "history" }),
      await Witness.at(bucket, { name: "of one writer, cut", filter: "w1.>" }),
      await Witness.at(bucket, { name: "of what is new, cut", include: "updates" }),
      await Witness.at(seen, { name: "of everything, whole", include: "history" }),
    ];
    for (let round = 0; round < plan.rounds; round += 1) {
      for (const deed of deedsOf(round)) await cutAt({ proxy, bucket, ledger }, deed);
    }
    const listing = await cutUnderLoad({ proxy, bucket, ledger }, plan);
    const stored = await storedIn("faults", server.url);
    await Promise.all(witnesses.map((witness) => witness.caughtUp(stored)));
    const parts = [ledger.judge(stored), listing, ...witnesses.map((witness) => witness.figures)];
    recording.judge();
    await Promise.all(witnesses.map((witness) => witness.stop()));
    const left = await consumersLeft(whole.connection, "faults");
    await Promise.all([cut.close(), whole.close()]);
    const cuts = plan.rounds * deedsOf(0).length + plan.cutsUnderLoad;
    return sumOf([...parts, { cuts, consumersLeft: left }]);
  } finally {
    await proxy.stop();
    await server.stop();
  }
}

interface CutParts {
  readonly proxy: Proxy;
  readonly bucket: KvBucket;
  readonly ledger: Ledger;
}

/** One of each kind, on a key that is there. */
function deedsOf(
  round: number,
): (Deed & { readonly call: "put" | "create" | "update" | "delete" })[] {
  const calls = ["put", "create", "update", "delete"] as const;
  return calls.map((call) => {
    const isMarker = call === "delete";
    const value = isMarker ? "" : `${call} ${round}`;
    const operation = isMarker ? "DEL" : "PUT";
    return { writer: "alone", key: `alone.${call}.${round}`, operation, value, call };
  });
}

/** Cuts between what the server has stored and its answer: the outcome must be told as unknown, and be so. */
async function cutAt(
  { proxy, bucket, ledger }: CutParts,
  { call, ...deed }: ReturnType<typeof deedsOf>[number],
): Promise<void> {
  const { key, value } = deed;
  const before: Deed = { ...deed, operation: "PUT", value: `before ${value}` };
  const revision =
    call === "create" ? 0 : await ledger.note(before, () => bucket.put(key, before.value));
  if (typeof revision !== "number")
    throw new Error(`nothing was wrong, and ${key} was not written`);
  const cut = new Promise<void>((resolve) => {
    proxy.afterFromServer(
      (sent) => sent.includes(ACK),
      () => {
        proxy.cut();
        resolve();
      },
    );
  });
  const outcome: Outcome = await ledger.note(deed, () => {
    if (call === "put") return bucket.put(key, value);
    if (call === "create") return bucket.create(key, value);
    if (call === "update") return bucket.update(key, value, revision);
    return bucket.delete(key);
  });
  await cut;
  if (outcome !== "unknown")
    throw new Error(`the ack of ${call} was cut off, and it ended ${outcome}`);
  await until(() => proxy.connections > 0);
  await within(2, "the connection to be back", bucket.status());
}

/** Cuts again and again while several write and one lists, each time after another number of bytes. */
async function cutUnderLoad(
  { proxy, bucket, ledger }: CutParts,
  plan: CutPlan,
): Promise<Partial<Figures>> {
  let isOver = false;
  const load = Array.from({ length: plan.writers }, (_, at) =>
    writeUntil(() => isOver, { bucket, writer: `w${at}`, ledger }),
  );
  const listing = listUntil(() => isOver, { bucket, ledger });
  const trouble = async (): Promise<void> => {
    for (let count = 0; count < plan.cutsUnderLoad; count += 1) {
      const written = ledger.acknowledgedRevisions.size;
      await until(() => ledger.acknowledgedRevisions.size >= written + 50);
      await new Promise<void>((resolve) => {
        proxy.afterFromServer(1 + Math.floor(Math.random() * 40_000), () => {
          proxy.cut();
          resolve();
        });
      });
    }
    const written = ledger.acknowledgedRevisions.size;
    await until(() => ledger.acknowledgedRevisions.size >= written + 50);
  };
  await Promise.race([trouble(), ...load]).finally(() => {
    isOver = true;
  });
  await Promise.all(load);
  return await listing;
}
