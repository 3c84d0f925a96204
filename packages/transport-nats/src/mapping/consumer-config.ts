/** Which of the stored messages a consumer delivers first. */
export type ConsumerStart = "last" | "all" | "new" | { readonly revision: number };

/** What a consumer is made for. */
export interface ConsumerPlan {
  readonly name: string;
  /** Where it delivers to. */
  readonly inbox: string;
  /** Full subjects, none of which covers another. */
  readonly subjects: readonly string[];
  readonly start: ConsumerStart;
  readonly metaOnly: boolean;
  /** After so long without a message the server says that there is none. */
  readonly heartbeatMs: number;
  /** After so long without a listener the server removes it. */
  readonly abandonedMs: number;
}

/** A request of the API: where it goes, and its body. */
export interface ConsumerRequest {
  /** Behind the prefix of the API. */
  readonly subject: string;
  readonly body: object;
}

const NS_PER_MS = 1_000_000;

/**
 * The request that makes an ordered consumer: ephemeral, without acks, delivered to an inbox in the order of
 * the stream (R10).
 */
export function consumerRequest(stream: string, plan: ConsumerPlan): ConsumerRequest {
  const { name, subjects } = plan;
  const [only, ...others] = subjects;
  const isSingle = others.length === 0;
  const config = {
    name,
    deliver_subject: plan.inbox,
    ack_policy: "none",
    max_deliver: 1,
    mem_storage: true,
    num_replicas: 1,
    flow_control: true,
    idle_heartbeat: plan.heartbeatMs * NS_PER_MS,
    inactive_threshold: plan.abandonedMs * NS_PER_MS,
    replay_policy: "instant",
    headers_only: plan.metaOnly,
    ...startOf(plan.start),
    ...(isSingle ? { filter_subject: only } : { filter_subjects: subjects }),
  };
  const subject = `CONSUMER.CREATE.${stream}.${name}`;
  return {
    subject: isSingle ? `${subject}.${only}` : subject,
    body: { stream_name: stream, config, action: "create" },
  };
}

function startOf(start: ConsumerStart): object {
  if (start === "last") return { deliver_policy: "last_per_subject" };
  if (start === "all" || start === "new") return { deliver_policy: start };
  return { deliver_policy: "by_start_sequence", opt_start_seq: start.revision };
}
