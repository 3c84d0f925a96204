import { isKvError, type KvBucket } from "@revkv/core";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ledger, Outcome } from "./ledger.ts";
import { within } from "./within.ts";

/** Who races, and who keeps the score. */
export interface RaceParts {
  /** The same bucket, as each contender reaches it. */
  readonly buckets: readonly KvBucket[];
  readonly ledger: Ledger;
}

/** Fewer than a bucket of these tests keeps of a key. */
const ROUNDS_OF_A_KEY = 30;
const REST_MS = 20;

/**
 * Lets all contenders write the same key at the same revision, again and again until it is told to end, and
 * gives the number of rounds. Throws when two of them win one.
 */
export async function raceUntil(isOver: () => boolean, parts: RaceParts): Promise<number> {
  let round = 0;
  for (; !isOver(); round += 1) {
    const key = `race.${Math.floor(round / ROUNDS_OF_A_KEY)}`;
    const base = await revisionOf(key, parts.buckets, isOver);
    if (base === undefined) return round;
    const writes = parts.buckets.map((bucket, at) =>
      contend(bucket, parts.ledger, { at, round, key, base }),
    );
    const outcomes = await Promise.all(writes);
    const winners = outcomes.filter((outcome) => typeof outcome === "number");
    if (winners.length > 1)
      throw new Error(`round ${round} of ${key} was won at ${winners.join(" and ")}`);
    if (winners.length === 0) await sleep(REST_MS);
  }
  return round;
}

interface Attempt {
  readonly at: number;
  readonly round: number;
  readonly key: string;
  readonly base: number;
}

function contend(
  bucket: KvBucket,
  ledger: Ledger,
  { at, round, key, base }: Attempt,
): Promise<Outcome> {
  const value = `round ${round} by ${at}`;
  const deed = { writer: `contender ${at}`, key, operation: "PUT", value } as const;
  return ledger.note(deed, () =>
    base === 0 ? bucket.create(key, value) : bucket.update(key, value, base),
  );
}

/** The revision that a key is at, 0 for none; asks until somebody knows, undefined when that is over. */
async function revisionOf(
  key: string,
  buckets: readonly KvBucket[],
  isOver: () => boolean,
): Promise<number | undefined> {
  for (let count = 0; !isOver(); count += 1) {
    const bucket = buckets[count % buckets.length];
    if (bucket === undefined) throw new Error("a race has contenders");
    try {
      // It asks why nobody answers.
      const last = await within(
        2,
        "a read of the leader",
        bucket.get(key, { consistency: "leader" }),
      );
      return last?.revision ?? 0;
    } catch (error) {
      if (!isKvError(error)) throw error;
      await sleep(REST_MS);
    }
  }
  return undefined;
}
