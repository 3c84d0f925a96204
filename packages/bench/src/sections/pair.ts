import type { Row as PairRow } from "../nats/row.ts";
import { place, type Place } from "../run/place.ts";
import { cellOf, times, type Row } from "../run/row.ts";

/** The rows of two that are compared over connections: ratios, then what they are ratios of. */
export function pairRows(
  command: string,
  rows: readonly PairRow[],
  { theirs, ours }: { readonly theirs: string; readonly ours: string },
): readonly Row[] {
  const at = (name: string, reading: string): Place => place(command, `${name}.${reading}`);
  const ratios = rows.flatMap(({ name }) => [
    times(name, at(name, "ours"), at(name, "theirs")),
    times(`${name}, client cpu`, at(name, "theirCpuUs"), at(name, "ourCpuUs")),
  ]);
  const cells = rows.flatMap(({ name: line }) => [
    cellOf({ grid: "operations a second", line, column: theirs }, "/s", at(line, "theirs")),
    cellOf({ grid: "operations a second", line, column: ours }, "/s", at(line, "ours")),
    cellOf({ grid: "client cpu us", line, column: theirs }, "us", at(line, "theirCpuUs")),
    cellOf({ grid: "client cpu us", line, column: ours }, "us", at(line, "ourCpuUs")),
  ]);
  return [...ratios, ...cells];
}
