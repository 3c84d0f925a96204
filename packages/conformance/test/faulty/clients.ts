import { connect, isKvError, type KvBucket } from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { faulty, type FaultyOptions, type MetFault } from "../../src/faulty.ts";
import { brief, pass } from "./bench.ts";

/** What a client does; the value of a write is the client's own and written once. */
export interface Step {
  readonly verb: "put" | "create" | "update" | "delete" | "get" | "ask the leader";
  readonly key: string;
}

/** What came of a step. */
export interface Outcome {
  readonly step: Step;
  /** What a put, create or update wrote. */
  readonly value: string;
  /** Its revision, the entry that a read found, or how it failed. */
  readonly end: number | string | null;
  /** Whether it may have happened although it failed. */
  readonly isUnknown: boolean;
  /** Of all acknowledged writes of the key, the last one before the step began. */
  readonly acknowledged: number;
}

/** All that can be said of a run afterwards. */
export interface Run {
  readonly outcomes: readonly Outcome[];
  readonly faults: readonly MetFault[];
  /** All entries that were ever stored, as a watcher on a sound connection saw them. */
  readonly log: readonly string[];
  /** What watchers on the faulty connection were given. */
  readonly watched: readonly (readonly string[])[];
}

/** Clients that share a faulty connection and do their steps at the same time, and two watchers beside them. */
export async function runTogether(
  options: FaultyOptions,
  clients: readonly (readonly Step[])[],
): Promise<Run> {
  const clock = manualClock();
  const shared = local({ clock });
  const sound = await (await connect(shared)).create("b", { history: 64 });
  const log = listen(sound, []);
  const store = faulty(shared, { clock, ...options });
  const bucket = await (await connect(store)).open("b");
  const watched: string[][] = [[], []];
  const outcomes: Outcome[] = [];
  const working = new Set(clients);
  for (const [at, steps] of clients.entries()) {
    void work(bucket, `client ${at}`, steps, outcomes).then(() => working.delete(steps));
  }
  const opening = watched.map((seen) => insist(() => listen(bucket, seen)));
  while (working.size > 0) await pass(clock, 1);
  store.heal();
  await pass(clock, 200);
  await Promise.all(opening);
  return { outcomes, faults: store.faults, log: await log, watched };
}

async function listen(bucket: KvBucket, seen: string[]): Promise<string[]> {
  const watcher = await bucket.watch(">", { include: "history" });
  watcher.on("entry", (entry) => seen.push(brief(entry)));
  return seen;
}

async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isKvError(error)) throw error;
    }
  }
}

async function work(
  bucket: KvBucket,
  name: string,
  steps: readonly Step[],
  outcomes: Outcome[],
): Promise<void> {
  for (const [at, step] of steps.entries()) {
    const value = `${name}, step ${at}`;
    const acknowledged = Math.max(0, ...revisionsOf(step.key, outcomes));
    const outcome = { step, value, acknowledged };
    try {
      outcomes.push({
        ...outcome,
        end: await take(bucket, step, value, outcomes),
        isUnknown: false,
      });
    } catch (error) {
      if (!isKvError(error)) throw error;
      const isUnknown = "outcomeUnknown" in error && error.outcomeUnknown === true;
      outcomes.push({ ...outcome, end: error.code, isUnknown });
    }
  }
}

async function take(
  bucket: KvBucket,
  { verb, key }: Step,
  value: string,
  outcomes: readonly Outcome[],
): Promise<number | string | null> {
  if (verb === "put") return bucket.put(key, value);
  if (verb === "create") return bucket.create(key, value);
  if (verb === "delete") return bucket.delete(key);
  if (verb === "update") {
    return bucket.update(key, value, Math.max(1, ...revisionsOf(key, outcomes)));
  }
  const consistency = verb === "get" ? "direct" : "leader";
  const found = await bucket.get(key, { consistency, includeDeleted: true });
  return found === null ? null : brief(found);
}

/** The acknowledged writes of a key. */
function revisionsOf(key: string, outcomes: readonly Outcome[]): readonly number[] {
  return outcomes.flatMap(({ step, end }) =>
    step.key === key && typeof end === "number" ? [end] : [],
  );
}
