import { mediansOf } from "../nats/medians.ts";
import { measureRounds, type Pair } from "../nats/round.ts";
import { fill, type Load, type Row } from "../nats/row.ts";
import type { Readings } from "../run/place.ts";

const LOAD: Load = { operations: 5_000, inFlight: 500 };
/** Each of the two goes first once. */
const ROUNDS = 2;

/** Measures every row of two that are compared over connections of their own: `put.speed`, `put.theirs` and so on. */
export async function pairReadings(rows: readonly Row[], pair: Pair): Promise<Readings> {
  await fill(pair.official, LOAD);
  await fill(pair.revkv, LOAD);
  const readings: Record<string, number> = {};
  for (const row of rows) {
    const { official, revkv } = mediansOf(await measureRounds(row, pair, LOAD, ROUNDS));
    readings[`${row.name}.theirs`] = official.perSecond;
    readings[`${row.name}.ours`] = revkv.perSecond;
    readings[`${row.name}.theirCpuUs`] = official.cpuMicrosPerOperation;
    readings[`${row.name}.ourCpuUs`] = revkv.cpuMicrosPerOperation;
  }
  return readings;
}
