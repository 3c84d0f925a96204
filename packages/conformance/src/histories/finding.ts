import type { Fact } from "./fact.ts";
import { callInWords, resultInWords } from "./words.ts";

/** One call that a finding needs, in words. */
export interface FoundOperation {
  readonly client: string;
  readonly call: string;
  readonly result: string;
  /** The places of its lines in the recording, counted from 0; without an end its outcome is unknown. */
  readonly from: number;
  readonly to: number | undefined;
}

/** Something that no store with these rules can have done. */
export interface Finding {
  readonly bucket: string;
  readonly key: string;
  /** Why it cannot be, in words. */
  readonly reason: string;
  /** The smallest part of the recording that was found to be wrong by itself, in the order in which calls began. */
  readonly operations: readonly FoundOperation[];
}

/** A finding of facts that cannot all be true. */
export function findingOf(what: Omit<Finding, "operations">, facts: readonly Fact[]): Finding {
  const inOrder = facts.toSorted((a, b) => a.from - b.from);
  return { ...what, operations: inOrder.map(operationOf) };
}

function operationOf(fact: Fact): FoundOperation {
  const { call, from, to } = fact;
  const { client } = call.asked;
  const words = { call: callInWords(call.asked), result: resultInWords(fact) };
  return { client, ...words, from, to: to === Infinity ? undefined : to };
}

/**
 * A finding for people: why it is wrong, and a line for each call with the time that it took, from left to
 * right: what ends left of where another begins came before it.
 *
 * @example
 * const found = (from: number, call: string, result: string, client: string) =>
 *   ({ client, call, result, from, to: from + 1 });
 * const operations = [
 *   found(0, 'PUT a = "1"', "revision 1", "c1"),
 *   found(2, 'PUT a = "2"', "revision 2", "c1"),
 *   found(4, "read a, leader", 'revision 1, PUT "1"', "c2"),
 * ];
 * console.log(showFinding({ bucket: "b", key: "a", reason: "it is stale", operations }));
 * // key a of bucket b: it is stale
 * //   c1  [-]          PUT a = "1"     revision 1
 * //   c1      [-]      PUT a = "2"     revision 2
 * //   c2          [-]  read a, leader  revision 1, PUT "1"
 */
export function showFinding({ bucket, key, reason, operations }: Finding): string {
  const places = operations.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to]));
  const order = [...new Set(places)].toSorted((a, b) => a - b);
  const rows = operations.map(({ client, call, result, from, to }) => {
    const start = order.indexOf(from);
    const end = to === undefined ? order.length : order.indexOf(to);
    const bar = `[${"-".repeat(2 * (end - start) - 1)}${to === undefined ? "?" : "]"}`;
    return ["", client, "  ".repeat(start) + bar, call, result];
  });
  return [`key ${key} of bucket ${bucket}: ${reason}`, ...inColumns(rows)].join("\n");
}

function inColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widthOf = (column: number): number =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const padded = rows.map((row) => row.map((cell, column) => cell.padEnd(widthOf(column))));
  return padded.map((row) => row.join("  ").trimEnd());
}
