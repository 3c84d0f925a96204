import { greatestBefore, revisionOf } from "./events.ts";
import type { Fact, PastWrite } from "./fact.ts";
import { findingOf, type Finding } from "./finding.ts";

/**
 * Judges the one count of a bucket, over all its keys (R2.1): a write gets a revision that no other has, and one
 * greater than all that anybody had been told when the write began.
 */
export function checkRevisions(bucket: string, facts: readonly Fact[]): Finding | undefined {
  const greatest = greatestBefore(facts);
  const owners = new Map<number, PastWrite>();
  for (const write of facts) {
    if (write.kind !== "write" || write.revision === undefined) continue;
    const { key, revision } = write;
    const fault = (reason: string, ...others: readonly Fact[]): Finding =>
      findingOf({ bucket, key, reason }, [...others, write]);
    if (!Number.isSafeInteger(revision) || revision < 1) return fault(`${revision} is no revision`);
    const owner = owners.get(revision);
    if (owner !== undefined) return fault(`two writes were given revision ${revision}`, owner);
    owners.set(revision, write);
    const before = greatest.get(write);
    const known = before === undefined ? 0 : (revisionOf(before) ?? 0);
    if (before !== undefined && known >= revision) {
      return fault(
        `a write was given revision ${revision} that began when ${known} was known`,
        before,
      );
    }
  }
  return undefined;
}
