/** Taken when this file is loaded: a test runner's fake timers are about the store's time, not about a pause between two tries. */
const { setTimeout, clearTimeout } = globalThis;

/** Resolves after `delayMs` of real time, and at once when the signal is aborted. */
export function sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, signal?.aborted === true ? 0 : delayMs);
    signal?.addEventListener("abort", done, { once: true });
  });
}
