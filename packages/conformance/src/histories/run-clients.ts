import { connect, isKvError, type KvErrorCode, type KvManager, type Transport } from "@revkv/core";
import type { KvConfig } from "@revkv/core/words";
import type { RecordedLine } from "../recording/line.ts";
import { parseRecording } from "../recording/parse-recording.ts";
import { Recorder } from "../recording/recorder.ts";
import { planOf } from "./client-plan.ts";
import { Client } from "./client.ts";
import { restAfter } from "./rest.ts";

/** What clients do, and where. */
export interface ClientRun {
  /** The way to the store for one more client, counted from 0; all of them reach the same store. */
  readonly open: (client: number) => Transport;
  /** How many are at work at the same time. */
  readonly clients: number;
  /** How much they do, all together. */
  readonly operations: number;
  readonly seed: number;
  /** On how many keys; 3 unless given. */
  readonly keys?: number;
  /** Settings of the bucket. */
  readonly config?: KvConfig;
  /** What `atMs` of a line tells; the real time unless given. */
  readonly clock?: { nowMs(): number };
  /** Gets each line of the recording at once, to keep it or to see how far the clients are. */
  readonly write?: (line: string) => void;
}

/** What is well a while later. */
const PASSING: ReadonlySet<KvErrorCode> = new Set(["TIMEOUT", "DISCONNECTED", "UNAVAILABLE"]);
/** A cluster may take so long until it has a leader. */
const PATIENCE_MS = 30_000;

/**
 * Lets several clients write and read the same few keys at the same time, each one thing after the other, with
 * values that tell who wrote them, and records it all. One more watches from the beginning, since that tells of
 * writes with an unknown outcome which were stored. The same seed gives each client the same steps; how these
 * mix is up to the store.
 *
 * @example
 * const store = local();
 * const lines = await runClients({ open: () => store, clients: 4, operations: 100, seed: 1 });
 * console.log(checkLinearizable(lines).findings); // []
 */
export async function runClients(run: ClientRun): Promise<readonly RecordedLine[]> {
  const lines: string[] = [];
  const title = `${run.clients} clients, ${run.operations} operations, seed ${run.seed}`;
  const write = (line: string): void => {
    lines.push(line);
    run.write?.(line);
  };
  const recorder = new Recorder({ title, write, ...(run.clock && { clock: run.clock }) });
  const managers: KvManager[] = [];
  try {
    for (let client = 0; client <= run.clients; client += 1) {
      const name = client < run.clients ? `c${client + 1}` : "observer";
      managers.push(await connect(recorder.wrap(run.open(client), { client: name })));
    }
    await atWork(managers, run);
  } finally {
    await Promise.all(managers.map((manager) => manager.close()));
  }
  return parseRecording(lines.join("\n"));
}

async function atWork(managers: readonly KvManager[], run: ClientRun): Promise<void> {
  const { clients, operations, seed, keys: count = 3, config } = run;
  const keys = Array.from({ length: count }, (_, at) => `k${at + 1}`);
  const name = `histories-${crypto.randomUUID()}`;
  const observer = managers.at(-1);
  if (observer === undefined) throw new Error("there is no observer");
  const observed = await persistently(() => observer.create(name, config));
  const watcher = await persistently(() => observed.watch(">", { include: "history" }));
  watcher.on("entry", () => undefined);
  await Promise.all(
    managers.slice(0, clients).map(async (manager, at) => {
      const bucket = await persistently(() => manager.open(name));
      const steps = Math.floor((operations + at) / clients);
      await new Client(bucket, `c${at + 1}`, keys).run(planOf({ seed: seed + at, steps, keys }));
    }),
  );
  for (const key of keys) await persistently(() => observed.get(key, { consistency: "leader" }));
  await watcher.stop();
  await persistently(() => observer.delete(name));
}

/** Does what a run cannot do without, although the way to the store may be faulty. */
async function persistently<T>(task: () => Promise<T>): Promise<T> {
  const untilMs = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await task();
    } catch (error) {
      const mayPass = isKvError(error) && PASSING.has(error.code);
      if (!mayPass || Date.now() > untilMs) throw error;
      await restAfter(error);
    }
  }
}
