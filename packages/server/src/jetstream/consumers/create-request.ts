import { JsonFault } from "../api/json-fault.ts";
import {
  duration,
  fieldsOf,
  flag,
  int,
  listOf,
  moment,
  oneOf,
  text,
  texts,
  uint64,
  type Shape,
} from "../api/shapes.ts";
import type { ConsumerConfig } from "./consumer-config.ts";

/** Settings as they came, before anything is filled in. */
export type GivenConfig = {
  readonly [Name in keyof ConsumerConfig]?: ConsumerConfig[Name] | undefined;
};

/** What the body of a request for a consumer says. */
export interface CreateRequest {
  readonly stream_name?: string;
  readonly config?: GivenConfig;
  /** To make a new one alone, or to change one that is there; empty for either. */
  readonly action?: "create" | "update" | "" | undefined;
  /** Whether settings that would be corrected in silence are refused. */
  readonly pedantic?: boolean;
}

/** A moment, kept as it was written: it is told to the client again. */
const time: Shape<string> = {
  type: moment.type,
  zero: "",
  read(node, place) {
    moment.read(node, place);
    return node.text;
  },
};

const action: Shape<CreateRequest["action"]> = {
  type: "string",
  zero: "",
  readsNull: true,
  read(node, { scanner }) {
    const word = (["create", "update", ""] as const).find((one) => one === node.text);
    if (node.kind === "string" && word !== undefined) return word;
    throw new JsonFault(`unknown consumer action: ${scanner.source(node)}`);
  },
};

const config: Shape<GivenConfig> = fieldsOf<GivenConfig>("ConsumerConfig", {
  durable_name: text,
  name: text,
  description: text,
  deliver_policy: oneOf([
    "all",
    "last",
    "new",
    "by_start_sequence",
    "by_start_time",
    "last_per_subject",
  ]),
  opt_start_seq: uint64,
  opt_start_time: time,
  ack_policy: oneOf(["none", "all", "explicit", "flow_control"]),
  ack_wait: duration,
  max_deliver: int,
  backoff: listOf(duration),
  filter_subject: text,
  filter_subjects: listOf(text),
  replay_policy: oneOf(["instant", "original"]),
  rate_limit_bps: uint64,
  sample_freq: text,
  max_waiting: int,
  max_ack_pending: int,
  flow_control: flag,
  headers_only: flag,
  max_batch: int,
  max_expires: duration,
  max_bytes: int,
  deliver_subject: text,
  deliver_group: text,
  idle_heartbeat: duration,
  inactive_threshold: duration,
  num_replicas: int,
  mem_storage: flag,
  direct: flag,
  sourcing: flag,
  metadata: texts,
  pause_until: time,
  priority_groups: listOf(text),
  priority_policy: oneOf(["none", "overflow", "pinned_client", "prioritized"]),
  priority_timeout: duration,
});

/** The shape of a request for a consumer. */
export const createRequest: Shape<CreateRequest> = fieldsOf<CreateRequest>(
  "CreateConsumerRequest",
  {
    stream_name: text,
    config,
    action,
    pedantic: flag,
  },
);
