import { isKvError } from "@revkv/core";

/** Who is told at once that nobody answers waits so long before asking again. */
const REST_MS = 10;

/** Waits a while where asking again at once would only be told the same; other failures have taken their time. */
export async function restAfter(error: unknown): Promise<void> {
  if (!isKvError(error, "UNAVAILABLE")) return;
  await new Promise((resolve) => {
    setTimeout(resolve, REST_MS);
  });
}
