import type { RecordedLine } from "../recording/line.ts";
import { callsOf, type Call } from "../recording/call.ts";
import { checkEntries } from "./check-entries.ts";
import { directReadsOf } from "./direct-reads.ts";
import { checkKey } from "./check-key.ts";
import { checkRevisions } from "./check-revisions.ts";
import { checkSnapshots } from "./check-snapshots.ts";
import { revisionOf } from "./events.ts";
import type { Fact, KeyHistory } from "./fact.ts";
import { factsOf, type HistoryOptions } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { grouped } from "../grouped.ts";

/** What a recording of several clients shows. */
export interface HistoryReport {
  /** What cannot have been: one for each key that went wrong, and what concerns several. */
  readonly findings: readonly Finding[];
  /** Calls that write or read keys. */
  readonly operations: number;
  readonly acknowledgedWrites: number;
  /** Writes of which nobody was told whether they were stored. */
  readonly unknownWrites: number;
  /** Answers that a copy may have given which lags behind. */
  readonly directReads: number;
  /** Those of them that gave less than somebody had been told before they began. */
  readonly staleReads: number;
}

/**
 * Judges a recording of clients that were at work at the same time. Each key has to behave as one register
 * with compare-and-set and revisions does where each call takes effect at one moment while it is under way,
 * and the count of the bucket has to go up in the order of its writes. A write whose outcome is unknown may
 * have been stored at any time since it began, or never. Reads of a copy that lags behind need give no more
 * than some entry that was stored. The bucket has to be empty when the recording begins.
 *
 * @throws When the recording has what this does not judge: times to live, removed markers, deleted buckets.
 *
 * @example
 * const store = local();
 * const lines = await runClients({ open: () => store, clients: 4, operations: 100, seed: 1 });
 * console.log(checkLinearizable(lines).findings.map(showFinding)); // []
 */
export function checkLinearizable(
  lines: readonly RecordedLine[],
  options: HistoryOptions = {},
): HistoryReport {
  const calls = callsOf(lines);
  requireJudgeable(calls);
  const facts = factsOf(lines, calls, options);
  const buckets = [...grouped(facts, ({ call }) => call.asked.bucket)];
  const histories = buckets.flatMap(([bucket, ofBucket]) => historiesOf(bucket, ofBucket));
  const isSnapshot = lines.some((line) => "recording" in line && line.features.snapshotRead);
  const found = [
    ...buckets.map(([bucket, ofBucket]) => checkRevisions(bucket, ofBucket)),
    ...(isSnapshot ? buckets.map(([bucket, ofBucket]) => checkSnapshots(bucket, ofBucket)) : []),
    ...histories.map((history) => checkEntries(history) ?? checkKey(history)),
  ].filter((finding) => finding !== undefined);
  const writes = facts.filter((fact) => fact.kind === "write");
  const direct = histories.map(directReadsOf);
  return {
    findings: found,
    operations: calls.filter(({ asked }) => ABOUT_KEYS.has(asked.ask)).length,
    acknowledgedWrites: writes.filter(({ revision }) => revision !== undefined).length,
    unknownWrites: writes.filter(({ revision }) => revision === undefined).length,
    directReads: direct.reduce((sum, { count }) => sum + count, 0),
    staleReads: direct.reduce((sum, { stale }) => sum + stale, 0),
  };
}

const ABOUT_KEYS: ReadonlySet<string> = new Set(["write", "read", "readAt", "readMany"]);

/** What is known of each key of a bucket. */
function historiesOf(bucket: string, facts: readonly Fact[]): readonly KeyHistory[] {
  return Array.from(
    grouped(facts, ({ key }) => key),
    ([key, ofKey]) => {
      const owned = facts.filter((fact) => fact.key !== key || fact.kind === "write");
      const taken = new Set(owned.flatMap((fact) => revisionOf(fact) ?? []));
      return { bucket, key, facts: ofKey, taken };
    },
  );
}

function requireJudgeable(calls: readonly Call[]): void {
  const deleted = new Set<string>();
  for (const { asked } of calls) {
    const { bucket, ask } = asked;
    if (ABOUT_KEYS.has(ask) && deleted.has(bucket))
      refuse(`${bucket} is used after it was deleted`);
    if (ask === "deleteBucket") deleted.add(bucket);
    if (ask === "dropMarkers") refuse("it removes markers");
    const isMortal =
      ("config" in asked && asked.config.ttlMs !== undefined) ||
      (ask === "write" && asked.ttlMs !== undefined);
    if (isMortal) refuse("entries of it expire");
  }
}

function refuse(reason: string): never {
  throw new Error(`this recording cannot be judged for linearizability: ${reason}`);
}
