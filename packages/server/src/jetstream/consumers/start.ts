import type { ServedLog, LogRead } from "@revkv/core/engine";
import { momentOf } from "../api/shapes.ts";
import { sequenceAt } from "../streams/sequences.ts";
import type { ConsumerConfig } from "./consumer-config.ts";

/** Where a consumer begins to read. */
export interface Start {
  readonly read: LogRead["start"];
  /** The revision that it looks at first: what it tells of itself before it has delivered anything. */
  readonly revision: number;
}

/** Where a consumer of these settings begins. */
export function startOf(log: ServedLog, config: ConsumerConfig, filters: readonly string[]): Start {
  const { firstRevision, lastRevision: last } = log.totals();
  const first = firstRevision ?? last + 1;
  const { deliver_policy: policy, opt_start_seq: wanted } = config;
  if (wanted !== undefined) return from(Math.max(wanted, first));
  if (policy === "all") return { read: "all", revision: first };
  if (policy === "new") return { read: "new", revision: last + 1 };
  const revision = Math.max(first, firstOf(log, config, filters));
  if (policy === "last_per_subject") return { read: "last", revision };
  return from(Math.min(revision, last + 1));
}

function from(revision: number): Start {
  return { read: { revision }, revision };
}

function firstOf(log: ServedLog, config: ConsumerConfig, filters: readonly string[]): number {
  const { lastRevision } = log;
  if (config.deliver_policy === "by_start_time") {
    return sequenceAt(log, momentOf(config.opt_start_time ?? ""));
  }
  const isLast = config.deliver_policy === "last";
  if (isLast && filters.includes(">")) return lastRevision;
  // With one entry a key, the last ones are all there are.
  if (!isLast && log.config.history === 1) return 0;
  const lasts = log.read({ filters, start: "last" });
  return lasts.at(isLast ? -1 : 0)?.revision ?? (isLast ? 0 : lastRevision);
}
