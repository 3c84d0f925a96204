import { isKvError, type KvBucket } from "@revkv/core";
import { setTimeout as sleep } from "node:timers/promises";
import { sumOf, type Figures } from "./figures.ts";
import type { Ledger } from "./ledger.ts";
import { within } from "./within.ts";

/** What is listed, and what is known of it beforehand. */
export interface Listing {
  readonly bucket: KvBucket;
  readonly ledger: Ledger;
}

/** Ways in which a listing may end when servers and connections fail, before it began or in its middle. */
const FAILURES = ["INCOMPLETE_READ", "DISCONNECTED", "TIMEOUT", "UNAVAILABLE"] as const;

/**
 * Lists the whole bucket once. It either has every entry that was acknowledged before it began, or says that
 * it has not.
 */
async function listOnce({ bucket, ledger }: Listing): Promise<Partial<Figures>> {
  const due = [...ledger.acknowledgedRevisions];
  const found = new Set<number>();
  const list = async (): Promise<void> => {
    for await (const { revision } of bucket.history(">")) found.add(revision);
  };
  try {
    await within(2, "a listing", list());
  } catch (error) {
    if (FAILURES.some((code) => isKvError(error, code))) return { readsCut: 1 };
    throw error;
  }
  const missing = due.filter((revision) => !found.has(revision));
  if (missing.length === 0) return { reads: 1 };
  throw new Error(`a listing looks complete without ${missing.slice(0, 10).join(", ")}`);
}

/** Lists the whole bucket again and again until it is told to end. */
export async function listUntil(
  isOver: () => boolean,
  listing: Listing,
): Promise<Partial<Figures>> {
  const figures: Partial<Figures>[] = [];
  while (!isOver()) {
    figures.push(await listOnce(listing));
    await sleep(30);
  }
  return sumOf(figures);
}
