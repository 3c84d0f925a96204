import { startServer, type FoundServer } from "@revkv/dev/nats-server";
import { setTimeout as sleep } from "node:timers/promises";
import { consumersLeft, storedIn } from "./aftermath.ts";
import { sumOf, type Figures } from "./figures.ts";
import { Ledger } from "./ledger.ts";
import { listUntil } from "./listings.ts";
import { until, writeUntil } from "./load.ts";
import { Recording } from "./recording.ts";
import { Witness, type Sight } from "./witness.ts";

/** How hard a server that is killed has it. */
export interface RestartPlan {
  readonly restarts: number;
  /** Acknowledged writes between two kills. */
  readonly writes: number;
  readonly writers: number;
}

const SIGHTS: readonly Sight[] = [
  { name: "of everything", include: "history" },
  { name: "of one writer", filter: "w0.>", include: "last" },
  { name: "of what is new", include: "updates" },
];

/**
 * A server with a store of files is killed and started again while several write, watch and list. Nothing
 * that was acknowledged is lost, and the watchers meet every entry once.
 */
export async function restartUnderLoad(found: FoundServer, plan: RestartPlan): Promise<Figures> {
  const server = await startServer(found);
  try {
    const recording = new Recording("a server that is killed");
    const writing = await recording.dial(server.url);
    const watching = await recording.dial(server.url);
    const ledger = new Ledger();
    const bucket = await writing.kv.create("faults", { history: 64 });
    const seen = await watching.kv.open("faults");
    const witnesses = await Promise.all(SIGHTS.map((sight) => Witness.at(seen, sight)));
    witnesses.push(await Witness.at(bucket, { name: "beside the writers", include: "history" }));
    let isOver = false;
    const load = Array.from({ length: plan.writers }, (_, at) =>
      writeUntil(() => isOver, { bucket, writer: `w${at}`, ledger }),
    );
    const listing = listUntil(() => isOver, { bucket: seen, ledger });
    let watchersRefused = 0;
    const trouble = async (): Promise<void> => {
      for (let count = 1; count <= plan.restarts; count += 1) {
        await until(() => ledger.acknowledgedRevisions.size >= count * plan.writes);
        await server.kill();
        const late = Witness.open(seen, { name: `opened at kill ${count}`, include: "history" });
        await sleep(Math.random() * 200);
        await server.restart();
        const witness = await late;
        if (witness === undefined) watchersRefused += 1;
        else witnesses.push(witness);
      }
      await until(() => ledger.acknowledgedRevisions.size >= (plan.restarts + 1) * plan.writes);
    };
    await Promise.race([trouble(), ...load]).finally(() => {
      isOver = true;
    });
    await Promise.all(load);
    const stored = await storedIn("faults", server.url);
    await Promise.all(witnesses.map((witness) => witness.caughtUp(stored)));
    const parts = [
      ledger.judge(stored),
      await listing,
      ...witnesses.map((witness) => witness.figures),
    ];
    recording.judge();
    await Promise.all(witnesses.map((witness) => witness.stop()));
    const left = await consumersLeft(watching.connection, "faults");
    await Promise.all([writing.close(), watching.close()]);
    return sumOf([...parts, { restarts: plan.restarts, watchersRefused, consumersLeft: left }]);
  } finally {
    await server.stop();
  }
}
