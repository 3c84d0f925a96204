import { vi } from "vitest";

/** Waits until a check does not throw any more, and gives its result; a busy machine takes its time. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 10_000, interval: 10 });
}
