import { keyFilterOf, subjectsCollide } from "@revkv/transport-nats/mapping";
import { SERVER_METADATA, timeOf } from "../api/answers.ts";
import { firstOf } from "./sequences.ts";
import type { SubjectTransform } from "./settings.ts";
import type { Stream } from "./stream.ts";
import type { Surroundings } from "./surroundings.ts";

const MOST_GAPS = 1_000_000;

/** How much an info tells. */
export interface InfoPlan {
  /** Whether the revisions that are gone are listed. */
  readonly withDeleted?: boolean | undefined;
  /** Whether the settings name the server too. */
  readonly withServer: boolean;
}

/** What an answer tells of a stream. */
export function streamInfo(stream: Stream, around: Surroundings, plan: InfoPlan): object {
  const { settings, log } = stream;
  const metadata = { ...settings.metadata, ...(plan.withServer ? SERVER_METADATA : {}) };
  const consumers = around.consumersOf(settings.name);
  return {
    config: { ...settings, metadata },
    created: timeOf(log.createdMs),
    state: { ...stateOf(stream, plan), consumer_count: consumers },
    ...originsOf(stream, around),
    ts: timeOf(around.nowMs()),
  };
}

/** How many entries each subject has, of those that match. */
export function subjectTotals({ log, prefix }: Stream, filter: string): Map<string, number> {
  const keyFilter = keyFilterOf(prefix, filter);
  const totals = new Map<string, number>();
  if (keyFilter === undefined) return totals;
  for (const stored of log.read({ filters: [keyFilter], start: "all" })) {
    const subject = prefix + stored.key;
    totals.set(subject, (totals.get(subject) ?? 0) + 1);
  }
  return totals;
}

function stateOf({ log }: Stream, { withDeleted }: InfoPlan): object {
  const totals = log.totals();
  const { entries, lastRevision } = totals;
  const first = firstOf(totals);
  const deleted = entries === 0 ? 0 : lastRevision - first + 1 - entries;
  return {
    messages: entries,
    bytes: totals.bytes,
    first_seq: first,
    first_ts: timeOf(totals.firstCreatedMs),
    last_seq: lastRevision,
    last_ts: timeOf(totals.lastCreatedMs),
    ...(totals.keys === 0 ? {} : { num_subjects: totals.keys }),
    ...(deleted === 0 ? {} : { num_deleted: deleted }),
    ...(deleted > 0 && withDeleted === true ? { deleted: gapsOf(log) } : {}),
  };
}

/** The revisions between the first and the last that are gone; a copy may have more of them than can be listed. */
function gapsOf(log: Stream["log"]): number[] {
  const gaps: number[] = [];
  const { lastRevision } = log;
  const held = log.read({ filters: [">"], start: "all" }).map(({ revision }) => revision);
  let next = held[0] ?? lastRevision + 1;
  for (const revision of [...held, lastRevision + 1]) {
    for (; next < revision && gaps.length < MOST_GAPS; next += 1) gaps.push(next);
    next = revision + 1;
  }
  return gaps;
}

/** What is told of where a stream copies from: within one process nothing lags behind. */
function originsOf({ settings: { mirror, sources } }: Stream, { find }: Surroundings): object {
  const given = (sources ?? []).filter((source) => source !== undefined);
  const told = given.map(({ name, subject_transforms = [] }) => {
    const seq = lastOf(find(name), subject_transforms);
    return { name, lag: 0, ...(seq === 0 ? {} : { seq }), active: 0, subject_transforms };
  });
  return {
    ...(mirror === undefined ? {} : { mirror: { name: mirror.name, lag: 0, active: 0 } }),
    ...(told.length === 0 ? {} : { sources: told }),
  };
}

/** The last revision that a source has given; 0 for none. */
function lastOf(source: Stream | undefined, transforms: readonly SubjectTransform[]): number {
  if (source === undefined) return 0;
  const { log, prefix } = source;
  const filters = transforms.flatMap(({ src }) => keyFilterOf(prefix, src) ?? []);
  return log.read({ filters, start: "last" }).at(-1)?.revision ?? 0;
}

/** Whether a stream has a subject in common with a filter; a copy without subjects of its own has none. */
export function isAskedFor({ settings }: Stream, filter: string): boolean {
  return (settings.subjects ?? []).some((subject) => subjectsCollide(filter, subject));
}
