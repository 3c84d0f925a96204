import { deepEqual, equal, fail } from "node:assert/strict";
import { isKvError, type KvBucket, type KvError, type KvErrorCode } from "@revkv/core";

/** What a promise rejects with, whatever it is. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return fail("it resolved");
}

/** The KvError that a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<KvError> {
  const error = await rejection(promise);
  if (isKvError(error)) return error;
  throw error;
}

/** Demands that a promise rejects with a code, and with these fields of its error. */
export async function failsWith(
  promise: Promise<unknown>,
  code: KvErrorCode,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const error = await failure(promise);
  equal(error.code, code, `${code} was expected, not ${error.code}: ${error.message}`);
  includes(error, fields);
}

/** Calls by their names. */
export type Calls = Readonly<Record<string, () => Promise<unknown>>>;

/** Those of the calls, and how they end, that do not reject with a code in words that include these. */
export async function astray(calls: Calls, code: KvErrorCode, words = ""): Promise<string[]> {
  const ends: string[] = [];
  for (const [name, call] of Object.entries(calls)) {
    const error: unknown = await call().then(
      () => "it resolved",
      (reason: unknown) => reason,
    );
    const isRight = isKvError(error, code) && error.message.includes(words);
    if (!isRight) ends.push(`${name}: ${String(error)}`);
  }
  return ends;
}

/** Demands that an object has these properties, whatever else it has. */
export function includes(found: unknown, wanted: Readonly<Record<string, unknown>>): void {
  if (typeof found !== "object" || found === null)
    fail(`an object was expected, not ${String(found)}`);
  const there = Object.keys(wanted).map((name) => [name, Reflect.get(found, name)] as const);
  deepEqual(Object.fromEntries(there), wanted);
}

interface Brief {
  readonly key: string;
  readonly operation: string;
  readonly revision: number;
}

/** An entry in short: `1 PUT a`. */
export function brief({ key, operation, revision }: Brief): string {
  return `${revision} ${operation} ${key}`;
}

/** All stored entries in short. */
export async function stored(bucket: KvBucket, filter = ">"): Promise<string[]> {
  return (await bucket.history(filter).toArray()).map(brief);
}

/** All that a reader can see of what a bucket holds. */
export async function stateOf(bucket: KvBucket): Promise<unknown> {
  const { values, bytes, lastRevision } = await bucket.status();
  return { values, bytes, lastRevision, entries: await stored(bucket) };
}

/** The live value of a key as text, null for none. */
export async function textOf(bucket: KvBucket, key: string): Promise<string | null> {
  return (await bucket.get(key, { consistency: "leader" }))?.text() ?? null;
}

/** Takes so many entries from an iterator that goes on. */
export async function take<T>(source: AsyncIterator<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await within(source.next(), `entry ${taken.length + 1} of ${count}`);
    if (next.done === true) return fail(`it ended after ${taken.length} of ${count}`);
    taken.push(next.value);
  }
  return taken;
}

/** What a wrongly typed caller passes. */
export function wrong<T>(value: unknown): T {
  return value as T;
}

/** Longer, and it does not come. */
const PATIENCE_MS = 8_000;

/** Waits for a promise as long as patience goes. */
export async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it never came: ${what}`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until something holds; what comes over a wire takes a while. Asks every 5 ms unless told otherwise. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  what: string,
  everyMs = 5,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) fail(`it never came to pass: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
