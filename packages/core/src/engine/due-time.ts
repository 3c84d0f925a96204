import type { FullConfig } from "../words/config.ts";
import type { Stored } from "./key-log.ts";

/** When entries expire, by their own time to live and by their bucket's. */
export class DueTime {
  /** Nothing falls due before the settings that make it due. */
  #configuredMs = Number.NEGATIVE_INFINITY;

  /** The settings changed. */
  restart(nowMs: number): void {
    this.#configuredMs = nowMs;
  }

  /** When an entry expires; infinite for never. */
  of({ createdMs, ttlMs }: Pick<Stored, "createdMs" | "ttlMs">, config: FullConfig): number {
    // Asked never to go, it outlives its bucket's time too.
    if (ttlMs === Infinity) return Infinity;
    const dueMs = createdMs + Math.min(ttlMs ?? Infinity, config.ttlMs ?? Infinity);
    return Math.max(dueMs, this.#configuredMs);
  }
}
