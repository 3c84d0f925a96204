import type { CallLine } from "../recording/line.ts";
import { shortened } from "../shortened.ts";
import type { Fact, Sight } from "./fact.ts";

/** A value longer than this is cut. */
const LONGEST = 40;

/** A call in words. */
export function callInWords(asked: CallLine): string {
  if (asked.ask === "write") {
    const { operation, key, value, expected } = asked;
    const written = operation === "PUT" ? ` = ${shortened(JSON.stringify(value), LONGEST)}` : "";
    return `${operation} ${key}${written}${expected === "any" ? "" : `, expected ${expected}`}`;
  }
  if (asked.ask === "read") {
    return `read ${asked.key}${asked.consistency === undefined ? "" : `, ${asked.consistency}`}`;
  }
  if (asked.ask === "readAt") return `read revision ${asked.revision}`;
  if (asked.ask === "readMany") return `read ${asked.keys.join(", ")}`;
  if (asked.ask !== "subscribe") return asked.ask;
  return `${asked.live ? "watch" : "list"} ${asked.filters.join(", ")}`;
}

/** What a call told about one key, in words. */
export function resultInWords(fact: Fact): string {
  const { ended } = fact.call;
  if (ended === undefined && fact.kind === "write") return "never ended";
  if (ended !== undefined && "error" in ended) {
    const { code } = ended.error;
    if (fact.kind === "write") return `${code}, outcome unknown`;
    const { revision } = fact.saw;
    return revision === undefined ? code : `${code}, is at ${revision}`;
  }
  return fact.kind === "write" ? `revision ${fact.revision}` : entryInWords(fact.saw);
}

/** An entry in words. */
export function entryInWords({ revision, operation, value }: Sight): string {
  if (revision === 0) return "nothing";
  const where = revision === undefined ? "a revision that nobody saw" : `revision ${revision}`;
  if (operation === undefined) return where;
  return operation === "PUT" && value !== undefined
    ? `${where}, PUT ${shortened(value, LONGEST)}`
    : `${where}, ${operation}`;
}
