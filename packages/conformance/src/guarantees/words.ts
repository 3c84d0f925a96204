import type { RecordedEntry } from "../recording/line.ts";
import { shortened } from "../shortened.ts";
import type { Committed, Content } from "./committed.ts";

/** An entry in few words: `revision 7, PUT of orders.1`. */
export function inShort({ revision, operation, key }: RecordedEntry | Committed): string {
  return `revision ${revision}, ${operation} of ${key}`;
}

/** A line of the recording, for people, who count from 1. */
export function lineOf(at: number): string {
  return `line ${at + 1}`;
}

/** A value longer than this is cut. */
const LONGEST = 40;

/** What an entry holds, in few words. */
export function contentInShort({ operation, key, value, length }: Content): string {
  const shown = value === undefined ? `${length} bytes` : JSON.stringify(value);
  const short = shortened(shown, LONGEST);
  return operation === "PUT" ? `PUT of ${key} with ${short}` : `${operation} of ${key}`;
}
