import { isKvError } from "@revkv/core";
import type { RecordedError } from "./line.ts";

/** What errors of all codes have. */
const COMMON: ReadonlySet<string> = new Set(["name", "code", "natsCode"]);

/**
 * A failure as a recording holds it.
 *
 * @param signal - The one that the call was given: its reason is no failure of the store.
 */
export function recordedError(error: unknown, signal?: AbortSignal): RecordedError {
  if (!isKvError(error)) {
    const isAborted = signal?.aborted === true && error === signal.reason;
    const message = error instanceof Error ? error.message : String(error);
    return { code: isAborted ? "ABORTED" : "UNKNOWN", message };
  }
  const { code, natsCode } = error;
  const details = Object.fromEntries(Object.entries(error).filter(([name]) => !COMMON.has(name)));
  return {
    code,
    ...(natsCode === undefined ? {} : { natsCode }),
    ...(Object.keys(details).length === 0 ? {} : { details }),
    message: error.message,
  };
}
