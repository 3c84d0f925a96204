import type { FilledBucket } from "./filled-bucket.ts";
import { measureLap, type Lap } from "./lap.ts";
import type { Found } from "./subject.ts";
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
  /** Does it once over. */
  lap(bucket: FilledBucket, load: Load): Promise<Lap>;
}

const BATCH = 100;
/** A round trip after the other takes its time. */
const SEQUENTIAL_SHARE = 5;
const SYNCS = 3;

/** All that is measured; the first fills the bucket too. */
export const rows: readonly Row[] = [
  { name: "put", goal: 3, lap: putLap },
  { name: "update", goal: 2.5, lap: updateLap },
  { name: "get", goal: 2, lap: getLap },
  { name: `getMany of ${BATCH}`, goal: 3, lap: getManyLap },
  {
    name: "watch, initial values",
    goal: 1,
    lap: (bucket) => syncLap(bucket, ({ length }) => length),
  },
  // Ours are copies, which nobody can change for another reader; the official client's are views.
  { name: "watch, each value read", lap: (bucket) => syncLap(bucket, ({ value }) => value.length) },
  { name: "put, one at a time", lap: (bucket, load) => putLap(bucket, oneAtATime(load)) },
  { name: "get, one at a time", lap: (bucket, load) => getLap(bucket, oneAtATime(load)) },
];

/** What is measured of two servers under one client. */
export const serverRows: readonly Row[] = [
  { name: "put", goal: 0.5, lap: putLap },
  { name: "get", lap: getLap },
  { name: "watch, initial values", lap: (bucket) => syncLap(bucket, ({ length }) => length) },
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
async function syncLap(bucket: FilledBucket, lengthOf: (entry: Found) => number): Promise<Lap> {
  const begun: { stop(): unknown }[] = [];
  const lap = await measureLap(bucket.size * SYNCS, async () => {
    for (let sync = 0; sync < SYNCS; sync += 1) {
      const watching = await bucket.subject.watch();
      begun.push(watching);
      await bucket.checkInitial(watching, lengthOf);
    }
  });
  for (const watching of begun) await watching.stop();
  return lap;
}

function oneAtATime({ operations }: Load): Load {
  return { operations: Math.ceil(operations / SEQUENTIAL_SHARE), inFlight: 1 };
}
