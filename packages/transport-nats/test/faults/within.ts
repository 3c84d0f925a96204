/** How long a call of these tests may wait for a server, ms. */
export const TIMEOUT_MS = 2_000;

/** What a busy machine may add. */
const MARGIN_MS = 3_000;

/**
 * The end of a promise, whatever it is; throws when it does not end in the time of so many requests, one
 * after the other. Nothing may hang.
 */
export async function within<T>(requests: number, what: string, promise: Promise<T>): Promise<T> {
  return inTime(requests * TIMEOUT_MS + MARGIN_MS, what, promise);
}

/** The end of a promise; throws when it does not end in time. */
async function inTime<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} has not ended after ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
