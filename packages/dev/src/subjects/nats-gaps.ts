import type { KnownGap } from "@revkv/conformance";

/** A gap, and the versions that have it by their beginnings: `2.10.` for every 2.10. */
interface ServerGap extends KnownGap {
  readonly servers: readonly string[];
}

const SERVER_GAPS: readonly ServerGap[] = [
  {
    servers: ["2.9."],
    rule: "R2.2",
    cases: ["a write for which a bucket has no room uses no revision and changes nothing"],
    reason: "a full bucket drops entries of other keys to make room",
  },
  {
    servers: ["2.9.", "2.10."],
    rule: "R4.6",
    cases: ["size is judged before compare-and-set"],
    reason: "compare-and-set is judged before size",
  },
  {
    servers: ["2.10."],
    rule: "R9.1",
    cases: ["delta counts what matches one of several filters"],
    reason: "one wider filter stands in for several, and delta counts what it lets through in vain",
  },
  {
    servers: ["2.15."],
    rule: "R11.7",
    cases: ["a limit marker is stored even where there is no room for it"],
    reason: "an entry that has expired stays readable as long as its limit marker has no room",
  },
  {
    servers: ["2.10."],
    rule: "R12.3",
    cases: [
      "a bucket takes what fits exactly, and refuses one byte more with BUCKET_FULL",
      "a full bucket kept in files takes what is as large as the entry that its key drops",
    ],
    reason: "the last byte stays free, and in files what is as large as what it drops is refused",
  },
  {
    servers: ["2.9."],
    rule: "R12.3",
    cases: [
      "a bucket takes what fits exactly, and refuses one byte more with BUCKET_FULL",
      "a full bucket refuses a further key, keeps all it has and uses no revision",
      "a full bucket takes what is no larger than the entry that its key drops",
      "a full bucket kept in files takes what is as large as the entry that its key drops",
      "with history only the oldest entry counts, and only where the history is full",
      "with history 1 a marker replaces a value that is no smaller",
      "what a purge takes away makes room",
      "a lower maxBytes removes nothing, and counts for what comes",
      "a bucket that holds more than a lower maxBytes takes what is no larger than what it drops",
    ],
    reason: "a full bucket drops older entries, of other keys too, to make room",
  },
];

/** What a cluster does not keep, beyond a single server of its version. */
export const CLUSTER_GAPS: readonly KnownGap[] = [
  {
    rule: "R12.3",
    cases: [
      "a full bucket takes what is no larger than the entry that its key drops",
      "a full bucket kept in files takes what is as large as the entry that its key drops",
      "with history only the oldest entry counts, and only where the history is full",
      "with history 1 a marker replaces a value that is no smaller",
      "a bucket that holds more than a lower maxBytes takes what is no larger than what it drops",
    ],
    reason: "the leader judges room without a look at the entry that the key would drop",
  },
];

/** What a server of a version does not keep. */
export function gapsOf(version: string): readonly KnownGap[] {
  return SERVER_GAPS.filter(({ servers }) => servers.some((start) => version.startsWith(start)));
}
