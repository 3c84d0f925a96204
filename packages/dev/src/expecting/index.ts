import { isKvError, type KvError } from "@revkv/core";

/** What a promise rejects with, whatever it is. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it resolved");
}

/** The KvError that a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<KvError> {
  const error = await rejection(promise);
  if (isKvError(error)) return error;
  throw error;
}

/** The code of the KvError that a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  return (await failure(promise)).code;
}

/** What a wrongly typed caller passes. */
export function wrong<T>(value: unknown): T {
  return value as T;
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

/** Takes so many entries from an iterator that goes on. */
export async function take<T>(source: AsyncIterator<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await source.next();
    if (next.done === true) throw new Error(`it ended after ${taken.length}`);
    taken.push(next.value);
  }
  return taken;
}
