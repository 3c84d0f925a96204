import { failures } from "@revkv/transport-nats/mapping";
import type { StreamSettings } from "../streams/settings.ts";
import { refuse } from "../streams/refuse.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { GivenConfig } from "./create-request.ts";

/** Requests that may wait at a consumer that does not say how many. */
const USUAL_MAX_WAITING = 512;
const USUAL_ACK_WAIT_NS = 30_000_000_000;
const USUAL_MAX_ACK_PENDING = 1_000;

/** Settings that count as not set when they are below zero. */
const NOT_NEGATIVE = [
  "max_waiting",
  "max_batch",
  "max_expires",
  "max_bytes",
  "idle_heartbeat",
  "inactive_threshold",
  "priority_timeout",
] as const;

/** How settings are filled in. */
export interface FillPlan {
  /** What the stream sets for those who do not. */
  readonly limits: StreamSettings["consumer_limits"];
  /** Whether what would be corrected in silence is refused. */
  readonly isPedantic: boolean;
}

/**
 * Settings with what a server fills in, and without what is not set.
 *
 * @throws A refusal for what must not be corrected.
 */
export function fillConfig(given: GivenConfig, plan: FillPlan): ConsumerConfig {
  const correct = correction(plan);
  const corrected = corrections(given, correct);
  const { ack_policy = "none", deliver_subject, backoff = [] } = given;
  const needsAcks = ack_policy === "explicit" || ack_policy === "all";
  let ackWait = given.ack_wait || (needsAcks ? USUAL_ACK_WAIT_NS : 0);
  const [first] = backoff;
  if (first !== undefined) {
    if (ackWait !== first) correct("first backoff value has to equal batch AckWait");
    ackWait = first;
  }
  return tidied({
    ...corrected,
    ack_wait: ackWait,
    max_waiting: corrected.max_waiting || (isUnset(deliver_subject) ? USUAL_MAX_WAITING : 0),
    max_ack_pending:
      limited("max_ack_pending", corrected, plan) ||
      (ack_policy === "none" ? 0 : USUAL_MAX_ACK_PENDING),
    inactive_threshold: limited("inactive_threshold", corrected, plan),
    metadata: { ...withoutServerNames(given.metadata ?? {}), "_nats.req.level": "0" },
  });
}

/** Called where something is corrected. */
function correction({ isPedantic }: FillPlan): (why: string) => void {
  return (why) => {
    if (isPedantic) refuse("pedantic", `${failures.pedantic.description}: ${why}`);
  };
}

/** What the client sets, or the stream for it. */
function limited(
  name: "max_ack_pending" | "inactive_threshold",
  given: GivenConfig,
  plan: FillPlan,
): number {
  const [own = 0, limit = 0] = [given[name], plan.limits[name]];
  if (own !== 0 || limit <= 0) return own;
  correction(plan)(`${name} must be set if it's configured in stream limits`);
  return limit;
}

function corrections(given: GivenConfig, correct: (why: string) => void): GivenConfig {
  const { max_deliver = 0, max_ack_pending = 0 } = given;
  if (max_deliver < -1) correct("max_deliver must be set to -1");
  const corrected: { -readonly [Name in keyof GivenConfig]: GivenConfig[Name] } = { ...given };
  if (max_deliver === 0 || max_deliver < -1) corrected.max_deliver = -1;
  for (const name of NOT_NEGATIVE) {
    // A server looks at this one behind the first of the list.
    if (name === "max_batch" && max_ack_pending < -1) correct("max_ack_pending must be set to -1");
    if ((given[name] ?? 0) >= 0) continue;
    correct(`${name} must not be negative`);
    corrected[name] = 0;
  }
  return { ...corrected, max_ack_pending: Math.max(-1, max_ack_pending) };
}

/** A server's own names in the metadata are not what a client gives. */
function withoutServerNames(
  metadata: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { "_nats.ver": _version, "_nats.level": _level, ...rest } = metadata;
  return rest;
}

function isUnset(value: unknown): boolean {
  if (value === undefined || value === "" || value === 0 || value === false) return true;
  return Array.isArray(value) && value.length === 0;
}

/** Without what is not set, and with what a server always tells. */
function tidied({ priority_policy, ...filled }: GivenConfig): ConsumerConfig {
  const set = Object.fromEntries(Object.entries(filled).filter(([, value]) => !isUnset(value)));
  return {
    ...set,
    ...(priority_policy === undefined || priority_policy === "none" ? {} : { priority_policy }),
    deliver_policy: filled.deliver_policy ?? "all",
    ack_policy: filled.ack_policy ?? "none",
    replay_policy: filled.replay_policy ?? "instant",
    num_replicas: filled.num_replicas ?? 0,
  };
}
