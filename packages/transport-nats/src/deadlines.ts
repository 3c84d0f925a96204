/** Taken when this file is loaded: a test runner's fake timers are about stored times, not about waits for a server. */
const { setTimeout, setInterval, clearInterval } = globalThis;
const monotonic = performance.now.bind(performance);

const FIRST_BACKOFF_MS = 50;
const LONGEST_BACKOFF_MS = 2_000;

/** Milliseconds that only ever grow. */
export function elapsedMs(): number {
  return monotonic();
}

/** Resolves after a while, at once when the signal is aborted; does not keep the process alive. */
export function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const done = (): void => {
      signal?.removeEventListener("abort", done);
      resolve();
    };
    signal?.addEventListener("abort", done, { once: true });
    later(done, delayMs);
  });
}

/** Waits after a try that failed, each time longer, and not as long as others who try the same. */
export function backOff(tries: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** tries);
  return pause(longest * (0.5 + Math.random() / 2), signal);
}

/** Runs a task once, without keeping the process alive. */
export function later(task: () => void, delayMs: number): void {
  letGo(setTimeout(task, delayMs));
}

/** Runs a task again and again, without keeping the process alive; the returned function ends it. */
export function every(periodMs: number, task: () => void): () => void {
  const timer = setInterval(task, periodMs);
  letGo(timer);
  return () => clearInterval(timer);
}

/** Node's timers are objects that can let the process end; a browser's are numbers. */
function letGo(timer: unknown): void {
  (timer as { unref?: () => void }).unref?.();
}
