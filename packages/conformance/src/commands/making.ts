import { lastEntries } from "../model/reading.ts";
import { watched } from "../watched-options.ts";
import { lastOf } from "../model/model-bucket.ts";
import type { ModelStore } from "../model/model-store.ts";
import type { Attempt, Operation } from "./operation.ts";
import type { Kind } from "./kind.ts";
import type { ExpectedSpec, KeySpec } from "./pools.ts";
import type { Scope } from "./scope.ts";
import { bucketOf } from "./bucket-under-test.ts";

/** Makes an operation that is always possible and whose arguments are in order. */
export function operation(
  kind: Kind,
  text: string,
  begin: (model: ModelStore, scope: Scope) => Attempt,
): Operation {
  return { kind, isBad: false, text, isPossible: () => true, begin };
}

/** The key that is meant now. */
export function keyNow(spec: KeySpec, model: ModelStore): string {
  if (typeof spec === "string") return spec;
  const bucket = bucketOf(model);
  const last = bucket === undefined ? [] : lastEntries(bucket, [">"]);
  const isMarked = "marked" in spec;
  const keys = last.filter((entry) => !isMarked || entry.operation !== "PUT");
  const nth = isMarked ? spec.marked : spec.stored;
  return keys[nth % Math.max(1, keys.length)]?.key ?? "a";
}

/** A signal that nobody aborts, where one is wanted. */
export function signalFor(isWanted: boolean): { readonly signal?: AbortSignal } {
  return isWanted ? { signal: new AbortController().signal } : {};
}

/** What an expectation means now; no property at all for `any`. */
export function expectedNow(
  spec: ExpectedSpec,
  model: ModelStore,
  key: string,
): { readonly expected?: number | "absent" } {
  if (spec.kind === "any") return {};
  if (spec.kind === "absent") return { expected: "absent" };
  if (spec.kind === "zero") return { expected: 0 };
  return { expected: Math.max(0, lastRevisionOf(model, key) + spec.drift) };
}

/** The revision of a key's last entry, 0 for none. */
export function lastRevisionOf(model: ModelStore, key: string): number {
  const bucket = bucketOf(model);
  return (bucket === undefined ? undefined : lastOf(bucket, key))?.revision ?? 0;
}

/** An expectation for a report. */
export function showExpected(spec: ExpectedSpec): string {
  if (spec.kind !== "last") return spec.kind;
  return spec.drift === 0 ? "last" : `last${spec.drift > 0 ? "+" : ""}${spec.drift}`;
}

/**
 * Calls with options that remember what was read of them.
 *
 * @throws When the call accepted an option that it never read.
 */
export async function withWatched<T extends object, R>(
  given: T,
  call: (options: T) => Promise<R>,
): Promise<R> {
  const { options, unread } = watched(given);
  const result = await call(options);
  const ignored = unread();
  if (ignored.length > 0) throw new Error(`never read: ${ignored.join(", ")}`);
  return result;
}
