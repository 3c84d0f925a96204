/** The only source of time: TTL, `created` and ages all ask it. Tests pass one that they turn by hand. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  nowMs(): number;
  /** Runs `task` once, `delayMs` from now, without keeping the process alive; the returned function cancels it. */
  schedule(task: () => void, delayMs: number): () => void;
}

/** A longer `setTimeout` would fire at once. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/**
 * The real clock. Date and timers are looked up at each call, so that a test runner's fake timers
 * work for what is scheduled while they are on, also in a store that was made before.
 */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  schedule(task, delayMs) {
    let cancel: () => void;
    const wait = (restMs: number): void => {
      const stepMs = Math.min(restMs, LONGEST_TIMEOUT_MS);
      const next = restMs > stepMs ? () => wait(restMs - stepMs) : task;
      const clear = globalThis.clearTimeout;
      const timer: unknown = globalThis.setTimeout(next, Math.max(0, stepMs));
      // Node's timers are objects that can let the process end; a browser's are numbers.
      (timer as { unref?: () => void }).unref?.();
      cancel = () => clear(timer as number);
    };
    wait(delayMs);
    return () => cancel();
  },
};
