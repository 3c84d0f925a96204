import { lookAtLength, lookAtValue, type FilledBucket, type Look } from "./filled-bucket.ts";
import { measureLap, type Lap } from "./lap.ts";
import { inWindow } from "./window.ts";

/** How much is done in a lap. */
export interface Load {
  readonly operations: number;
  readonly inFlight: number;
}

/** One kind of operation. */
export interface Row {
  readonly name: string;
  /** How many times as fast as the official client it has to be; undefined for a row that only informs. */
  readonly goal?: number;
  /** The same of the client's time of the processor: how many times less of it. */
  readonly cpuGoal?: number;
  /** Does it once over. */
  lap(bucket: FilledBucket, load: Load): Promise<Lap>;
}

const BATCH = 100;
/** A round trip after the other takes its time. */
const SEQUENTIAL_SHARE = 5;

/** All that is measured. */
export const rows: readonly Row[] = [
  { name: "put", goal: 3.5, cpuGoal: 4, lap: putLap },
  { name: "update", goal: 3, lap: updateLap },
  { name: "get", goal: 2.3, lap: getLap },
  { name: `getMany of ${BATCH}`, goal: 3.3, lap: getManyLap },
  { name: "watch, initial values", goal: 1.05, lap: (bucket) => syncLap(bucket, lookAtLength) },
  // Ours are copies, which nobody can change for another reader; the official client's are views.
  { name: "watch, each value read", lap: (bucket) => syncLap(bucket, lookAtValue) },
  { name: "keys", goal: 1.05, lap: keysLap },
  {
    name: "put, one at a time",
    goal: 1.1,
    lap: (bucket, load) => putLap(bucket, oneAtATime(load)),
  },
  {
    name: "get, one at a time",
    goal: 1.1,
    lap: (bucket, load) => getLap(bucket, oneAtATime(load)),
  },
];

/** What is measured of two servers under one client. */
export const serverRows: readonly Row[] = [
  { name: "put", goal: 0.5, lap: putLap },
  { name: "get", lap: getLap },
  { name: "watch, initial values", lap: (bucket) => syncLap(bucket, lookAtLength) },
  { name: "put, one at a time", lap: (bucket, load) => putLap(bucket, oneAtATime(load)) },
];

/** Writes every key once. */
export async function fill(bucket: FilledBucket, { inFlight }: Load): Promise<void> {
  await putLap(bucket, { operations: bucket.size, inFlight });
}

function putLap(bucket: FilledBucket, load: Load): Promise<Lap> {
  const begin = (at: number): Promise<number> => bucket.put(at);
  const check = (revision: number, at: number): void => bucket.checkWrite(revision, at);
  return measureLap(load.operations, () => inWindow({ ...load, begin, check }));
}

function updateLap(bucket: FilledBucket, load: Load): Promise<Lap> {
  const begin = (at: number): Promise<number> => bucket.update(at);
  const check = (revision: number, at: number): void => bucket.checkWrite(revision, at);
  return measureLap(load.operations, () => inWindow({ ...load, begin, check }));
}

function getLap(bucket: FilledBucket, load: Load): Promise<Lap> {
  return measureLap(load.operations, () =>
    inWindow({
      ...load,
      begin: (at) => bucket.subject.get(bucket.key(at)),
      check: (found, at) => bucket.checkRead(found, at),
    }),
  );
}

/** One operation is the read of one key; as many keys are under way as in the other rows. */
function getManyLap(bucket: FilledBucket, load: Load): Promise<Lap> {
  const operations = Math.ceil(load.operations / BATCH);
  const inFlight = Math.ceil(load.inFlight / BATCH);
  const places = (batch: number): number[] =>
    Array.from({ length: BATCH }, (_, at) => batch * BATCH + at);
  return measureLap(operations * BATCH, () =>
    inWindow({
      operations,
      inFlight,
      begin: (batch) => bucket.subject.getMany(places(batch).map((at) => bucket.key(at))),
      check: (entries, batch) => {
        const found = [...entries];
        for (const [nth, at] of places(batch).entries()) bucket.checkRead(found[nth] ?? null, at);
      },
    }),
  );
}

/** One operation is one entry; a watch is ended after its time was taken. */
async function syncLap(bucket: FilledBucket, look: Look): Promise<Lap> {
  const inOrder = bucket.keysInOrder();
  const begun: { stop(): unknown }[] = [];
  const lap = await measureLap(bucket.size, async () => {
    const watching = await bucket.subject.watch();
    begun.push(watching);
    await bucket.checkInitial(watching, inOrder, look);
  });
  for (const watching of begun) await watching.stop();
  return lap;
}

/** One operation is one key. */
function keysLap(bucket: FilledBucket): Promise<Lap> {
  const inOrder = bucket.keysInOrder();
  return measureLap(bucket.size, async () => {
    await bucket.checkKeys(await bucket.subject.keys(), inOrder);
  });
}

function oneAtATime({ operations }: Load): Load {
  return { operations: Math.ceil(operations / SEQUENTIAL_SHARE), inFlight: 1 };
}
