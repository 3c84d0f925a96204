import { isUnknown } from "../recording/doubt.ts";
import type { CallLine, RecordedError } from "../recording/line.ts";
import type { Call } from "../recording/call.ts";
import type { Fact, PastWrite, Sight } from "./fact.ts";

/** A call of a write. */
type WriteCall = Extract<CallLine, { readonly ask: "write" }>;

/** The server's word that another write of the key was under way, which need not be seen yet, or ever (R4.7). */
const UNDER_WAY = 10_164;

/** What a write tells: that it was or may have been stored, what was in its way, or nothing. */
export function factsOfWrite(call: Call, asked: WriteCall): readonly Fact[] {
  const { ended, from, to } = call;
  const { key, operation, expected } = asked;
  const write = { key, call, from, operation, expected, value: JSON.stringify(asked.value) };
  const unknown: PastWrite = { kind: "write", ...write, to: Infinity, revision: undefined };
  if (ended === undefined) return [unknown];
  if (!("error" in ended)) {
    return [{ ...unknown, to, revision: ended.result as number }];
  }
  if (isUnknown(ended.error)) return [unknown];
  const saw = obstacle(ended.error, expected);
  return saw === undefined ? [] : [{ kind: "sighting", key, call, from, to, saw }];
}

/** The last entry that a refused write met; undefined for a refusal that tells nothing of it. */
function obstacle(error: RecordedError, expected: WriteCall["expected"]): Sight | undefined {
  const actual = error.details?.["actual"];
  if (actual === undefined && error.natsCode === UNDER_WAY) return undefined;
  const revision = typeof actual === "number" ? { revision: actual } : {};
  if (error.code === "KEY_EXISTS") return { ...revision, operation: "PUT" };
  if (error.code !== "REVISION_MISMATCH") return undefined;
  return typeof expected === "number" ? { ...revision, not: expected } : revision;
}
