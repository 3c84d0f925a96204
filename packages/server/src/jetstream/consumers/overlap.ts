import { covers, FilterTrie } from "@revkv/core/subjects";
import { hasWildcard } from "@revkv/transport-nats/mapping";

/** Whether one of the subjects is covered by another one of them. */
export function overlap(subjects: readonly string[]): boolean {
  if (new Set(subjects).size < subjects.length) return true;
  // Only a wildcard covers another subject: thousands of literal ones are not compared with each other.
  const wide = new FilterTrie<string>();
  for (const subject of subjects) if (hasWildcard(subject)) wide.add(subject, subject);
  return subjects.some((subject) => {
    let isCovered = false;
    wide.match(subject, (other) => {
      isCovered ||= other !== subject && covers(other, subject);
    });
    return isCovered;
  });
}
