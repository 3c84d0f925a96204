import type { FilledBucket } from "./filled-bucket.ts";
import type { Lap } from "./lap.ts";
import type { Load, Row } from "./row.ts";

/** A lap of each client, one right after the other. */
export interface Round {
  readonly official: Lap;
  readonly revkv: Lap;
}

/** The two clients. */
export interface Pair {
  readonly official: FilledBucket;
  readonly revkv: FilledBucket;
}

/** Measures a row again and again. Who goes first changes with every round; what comes before the first round is not counted. */
export async function measureRounds(
  row: Row,
  { official, revkv }: Pair,
  load: Load,
  count: number,
): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for (let round = 0; round <= count; round += 1) {
    const isOfficialFirst = round % 2 === 0;
    const first = await row.lap(isOfficialFirst ? official : revkv, load);
    const second = await row.lap(isOfficialFirst ? revkv : official, load);
    if (round === 0) continue;
    rounds.push(
      isOfficialFirst ? { official: first, revkv: second } : { official: second, revkv: first },
    );
  }
  return rounds;
}
