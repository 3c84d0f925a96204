import { connect, isKvError, type KvBucket, type KvEntry, type Transport } from "@revkv/core";
import { AGE_CASES } from "./age-cases.ts";
import { MARKER_CASES } from "./marker-cases.ts";
import type { TtlCase, TtlStep } from "./ttl-case.ts";

/** All cases: they share nothing, and may all run at once. */
export const TTL_CASES: readonly TtlCase[] = [...AGE_CASES, ...MARKER_CASES];

/** A store whose time goes by itself, or is made to. */
export interface TimedStore {
  readonly transport: Transport;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
  /** What its clock shows. */
  nowMs(): number;
}

/** More, and what was to be seen at a moment may be gone. */
const LATEST_MS = 300;

/**
 * Does what a case says, and looks at everything when it says so.
 *
 * @param name - Of the bucket, which is deleted afterwards.
 * @returns What was seen, the same wherever it runs.
 * @throws When the machine was too slow to look in time.
 *
 * @example
 * const clock = manualClock();
 * const pass = async (ms: number) => clock.advance(ms);
 * const store = { transport: local({ clock }), pass, nowMs: () => clock.nowMs() };
 * for (const one of TTL_CASES.slice(0, 1)) console.log((await runTtlCase(one, store, "ttl")).length); // 6
 */
export async function runTtlCase(
  { config, steps, looks }: TtlCase,
  store: TimedStore,
  name: string,
): Promise<readonly string[]> {
  const manager = await connect(store.transport);
  const bucket = await manager.create(name, config);
  const update = async (next: typeof config): Promise<void> =>
    void (await manager.update(name, next));
  const [all, values] = [await watchAll(bucket, false), await watchAll(bucket, true)];
  const plan = [...steps, ...Object.keys(looks).map((atMs) => lookAt(Number(atMs), steps))];
  const record: string[] = [];
  const beginMs = store.nowMs();
  for (const step of plan.toSorted((a, b) => a.atMs - b.atMs)) {
    const { atMs, call } = step;
    const restMs = beginMs + atMs - store.nowMs();
    if (restMs > 0) await store.pass(restMs);
    const answer = await step.act(bucket, update).then(String, codeOf);
    const lateMs = store.nowMs() - beginMs - atMs;
    if (lateMs > LATEST_MS) throw new Error(`${call} at ${atMs} ms was over ${lateMs} ms late`);
    record.push(`${atMs}: ${call} -> ${answer}`);
  }
  await manager.delete(name);
  await manager.close();
  return [...record, `watched: ${all.join(", ")}`, `without markers: ${values.join(", ")}`];
}

/** What a case says is stored at its moments, as its record tells it. */
export function storedIn(record: readonly string[]): Readonly<Record<number, string>> {
  const found = record.flatMap((line) => {
    const [, atMs, stored] = /^(\d+): look -> stored \[(.*?)\]/.exec(line) ?? [];
    return atMs === undefined ? [] : [[Number(atMs), stored ?? ""] as const];
  });
  return Object.fromEntries(found);
}

/** Everything that can be seen of a bucket, in one line. */
function lookAt(atMs: number, steps: readonly TtlStep[]): TtlStep {
  const keys = new Set(steps.flatMap(({ call }) => / ([a-z])(?=$|,)/.exec(call)?.[1] ?? []));
  return {
    atMs,
    call: "look",
    act: async (bucket) => {
      const stored = (await bucket.history(">").toArray()).map(shown).join(" ");
      const live = await bucket.keys().toArray();
      const values = [...(await bucket.getMany(keys)).values()].map((entry) => entry.text());
      const last = await Promise.all(
        [...keys].map((key) => bucket.get(key, { includeDeleted: true })),
      );
      const lasts = last.map((entry) => (entry === null ? "none" : shown(entry))).join(" ");
      const { bytes, lastRevision } = await bucket.status();
      return `stored [${stored}], keys [${live.join(" ")}], values [${values.join(", ")}], last [${lasts}], ${bytes} bytes, revision ${lastRevision}`;
    },
  };
}

/** What a watch sees from now on; it ends with its manager. */
async function watchAll(bucket: KvBucket, ignoreDeletes: boolean): Promise<readonly string[]> {
  const seen: string[] = [];
  const watcher = await bucket.watch(">", { ignoreDeletes });
  watcher.on("entry", (entry) => seen.push(shown(entry)));
  return seen;
}

function shown(entry: KvEntry): string {
  const { key, revision, operation } = entry;
  const name = `${key}#${revision}`;
  if (operation === "PUT") return name;
  return [name, operation, ...(entry.reason === undefined ? [] : [entry.reason])].join(" ");
}

function codeOf(error: unknown): string {
  return isKvError(error) ? `fails with ${error.code}` : String(error);
}
