import { LONGEST_MS, type FullConfig } from "./config.ts";
import { KvError } from "./errors.ts";
import { invalidArgument } from "./options.ts";
import { kindOf } from "./key.ts";
import type { Write } from "./write.ts";

/**
 * Judges a per-entry time to live: whole seconds in ms (R11.3).
 *
 * @throws `INVALID_TTL` where the server would say 10165, `INVALID_ARGUMENT` for what is no number.
 */
export function parseTtl(ttlMs: unknown): number | undefined {
  if (ttlMs === undefined) return undefined;
  if (typeof ttlMs !== "number") throw invalidArgument(`ttlMs is a number, not ${kindOf(ttlMs)}`);
  if (Number.isSafeInteger(ttlMs) && ttlMs >= 1_000 && ttlMs <= LONGEST_MS && ttlMs % 1_000 === 0) {
    return ttlMs;
  }
  const message = `ttlMs is a multiple of 1000 from 1000 on, not ${ttlMs}: servers count whole seconds`;
  throw KvError.of("INVALID_TTL", message, { natsCode: 10165 });
}

/**
 * Judges whether entries may have a time to live of their own in this bucket (R11.3).
 *
 * @throws `TTL_NOT_ENABLED` without `limitMarkerTtlMs`.
 */
export function checkTtlEnabled(write: Write, config: FullConfig): void {
  if (write.ttlMs === undefined || config.limitMarkerTtlMs !== undefined) return;
  const message = "a ttlMs for one entry needs limitMarkerTtlMs in the config of the bucket";
  throw KvError.of("TTL_NOT_ENABLED", message, { natsCode: 10166 });
}

/**
 * Judges whether an entry with a time to live makes sense where such are possible (R11.5).
 *
 * @throws `INVALID_TTL` where an older value would come back when this one expires.
 */
export function checkTtlUse(write: Write, config: FullConfig): void {
  if (write.ttlMs === undefined || config.limitMarkerTtlMs === undefined) return;
  const nothingOlder =
    write.operation === "PURGE" || write.expected === "absent" || write.expected === 0;
  if (config.history === 1 || nothingOlder) return;
  const reason = "when it expires, an older value of the key would come back";
  throw KvError.of(
    "INVALID_TTL",
    write.operation === "DEL"
      ? `a delete takes no ttlMs: ${reason}`
      : `a put takes a ttlMs only where history is 1, and here it is ${config.history}: ${reason}; use create`,
  );
}

/** The time to live that the server gives: with history a short one is raised to that of limit markers (R11.4). */
export function effectiveTtlMs(ttlMs: number, config: FullConfig): number {
  const markerTtlMs = config.limitMarkerTtlMs ?? 0;
  return config.history === 1 ? ttlMs : Math.max(ttlMs, markerTtlMs);
}
