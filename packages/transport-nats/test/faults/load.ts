import type { KvBucket } from "@revkv/core";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ledger, Outcome } from "./ledger.ts";

/** Writes of one key, the last of which deletes it: fewer than a bucket of these tests keeps. */
const WRITES_OF_A_KEY = 30;
/** After a failure a writer waits so long, not to write against a server that is down as fast as it can. */
const REST_MS = 10;

/** One writer, who writes keys of its own one after the other in every way there is, until it is told to end. */
export async function writeUntil(
  isOver: () => boolean,
  {
    bucket,
    writer,
    ledger,
  }: { readonly bucket: KvBucket; readonly writer: string; readonly ledger: Ledger },
): Promise<void> {
  /** The revision that the key is at, where the writer knows it. */
  let known: number | undefined;
  for (let count = 0; !isOver(); count += 1) {
    const key = `${writer}.k${Math.floor(count / WRITES_OF_A_KEY)}`;
    const place = count % WRITES_OF_A_KEY;
    if (place === 0) known = undefined;
    const isLast = place === WRITES_OF_A_KEY - 1;
    const value = isLast ? "" : `${writer} ${count}`;
    const operation = isLast ? "DEL" : "PUT";
    const outcome: Outcome = await ledger.note({ writer, key, operation, value }, () => {
      if (isLast) return bucket.delete(key);
      if (place === 0) return bucket.create(key, value);
      if (place % 3 === 1 && known !== undefined) return bucket.update(key, value, known);
      return bucket.put(key, value);
    });
    known = typeof outcome === "number" ? outcome : undefined;
    if (known === undefined) await sleep(REST_MS);
  }
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean, ms = 30_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`after ${ms} ms it is not so: ${String(condition)}`);
    await sleep(2);
  }
}
