// The lines of the transcript: one an outcome.

import { isUtf8 } from "node:buffer";
import { setTimeout as sleep } from "node:timers/promises";

/** How long the program may take, and how long it waits for one event. */
export const WHOLE_RUN_MS = 180_000;
const PATIENCE_MS = 20_000;

export function section(name) {
  console.log(`\n== ${name} ==`);
}

export function say(what, outcome) {
  console.log(`${what} -> ${outcome}`);
}

/** Tells what a call gave, be it a value or an error; gives the value. */
export async function outcome(what, call, show = shown) {
  try {
    const value = await call();
    say(what, show(value));
    return value;
  } catch (error) {
    say(what, failure(error));
    return undefined;
  }
}

export function failure(error) {
  const codes = [error.status, error.code].filter((code) => code !== undefined).join("/");
  const cause = error.cause instanceof Error ? `, caused by ${failure(error.cause)}` : "";
  return `${error.name} ${JSON.stringify(error.message)}${codes && ` ${codes}`}${cause}`;
}

export function shown(value) {
  if (Array.isArray(value)) return `[${value.map(shown).join("; ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "undefined";
  return "revision" in value ? entry(value) : sorted(value);
}

export function entry(e) {
  const update = "isUpdate" in e ? ` isUpdate=${e.isUpdate}` : "";
  return `${liveEntry(e)} delta=${e.delta}${update}`;
}

/** Leaves out the delta: what is still to come is a matter of time. */
export function liveEntry(e) {
  const key = e.rawKey === e.key ? e.key : `${e.key} (${e.rawKey})`;
  const value = `${text(e.value)} length=${e.length}`;
  return `${e.bucket}/${key}@${e.revision} ${e.operation} ${value} created=${moment(e.created)}`;
}

/** Shows short values whole and tells the size of the others. */
export function text(bytes) {
  const buffer = Buffer.from(bytes);
  if (bytes.length <= 64)
    return isUtf8(buffer) ? JSON.stringify(buffer.toString()) : `0x${buffer.toString("hex")}`;
  return `<${bytes.length} bytes, all ${bytes[0]}: ${bytes.every((byte) => byte === bytes[0])}>`;
}

/** Hides a time that is of this run, and shows one that is not. */
function moment(time) {
  const date = new Date(time);
  return Math.abs(Date.now() - date.getTime()) < WHOLE_RUN_MS ? "<time>" : date.toISOString();
}

const inOrder = (a, b) => (a < b ? -1 : 1);

/** JSON with the names in their order. */
function sorted(value) {
  return JSON.stringify(value, (_, part) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => inOrder(a, b)))
      : part,
  );
}

export function headers(block) {
  const names = [...(block?.keys() ?? [])].toSorted(inOrder);
  return `{${names.map((name) => `${name}: ${block.values(name).join(", ")}`).join("; ")}}`;
}

/** All that the status of a bucket tells. */
export function status(s) {
  const { config, created, state } = s.streamInfo;
  const told = {
    values: s.values,
    size: s.size,
    history: s.history,
    ttl: s.ttl,
    markerTTL: s.markerTTL,
    location: s.bucket_location,
    storage: [s.storage, s.backingStore],
    replicas: s.replicas,
    description: s.description,
    limits: [s.max_bytes, s.maxBucketSize, s.maxValueSize],
    placement: [s.placement, s.placementCluster],
    republish: s.republish,
    compression: s.compression,
    metadata: s.metadata,
  };
  const { first_seq, last_seq, num_subjects, num_deleted } = state;
  const counts = { first_seq, last_seq, num_subjects, num_deleted };
  return `${s.bucket} created=${moment(created)} ${sorted(told)} state=${sorted(counts)} config=${sorted(config)}`;
}

/** Shows a message of a bucket as the server holds it. */
export async function stored(world, bucket, revision) {
  await outcome(
    `message ${revision} of ${bucket}`,
    () => world.jsm.streams.getMessage(`KV_${bucket}`, { seq: revision }),
    (m) => (m === null ? "null" : `${m.subject} ${headers(m.header)} ${text(m.data)}`),
  );
}

/** Waits for what a server does in its own time. */
export async function until(what, isSo) {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`in vain waited until ${what}`);
    await sleep(20);
  }
  say(what, "so");
}

/** The next entry of a watch. */
export async function next(watcher) {
  const late = new AbortController();
  const timeout = sleep(PATIENCE_MS, "late", { signal: late.signal });
  const first = await Promise.race([watcher.next(), timeout]);
  late.abort();
  timeout.catch(() => undefined);
  if (first === "late") throw new Error("a watch gave nothing");
  return first;
}

/** All that an iterator gives until it ends. */
export async function all(iterator) {
  const values = [];
  for await (const value of iterator) values.push(value);
  return values;
}
