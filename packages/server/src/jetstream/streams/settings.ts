import { JsonFault } from "../api/json-fault.ts";
import {
  duration,
  fieldsOf,
  flag,
  int,
  int32,
  int64,
  listOf,
  moment,
  oneOf,
  text,
  texts,
  uint64,
  type Shape,
} from "../api/shapes.ts";

/** How subjects are mapped on their way into a stream. */
export interface SubjectTransform {
  readonly src: string;
  readonly dest: string;
}

/** Where a mirror or a source takes its messages from. */
export interface OriginSettings {
  readonly name: string;
  readonly opt_start_seq?: number;
  readonly opt_start_time?: number;
  readonly filter_subject?: string;
  readonly subject_transforms?: readonly SubjectTransform[];
  readonly external?: { readonly api: string; readonly deliver: string };
  readonly consumer?: { readonly name?: string; readonly deliver_subject?: string };
}

/** All settings of a stream, as an answer of the API shows them. */
export interface StreamSettings {
  readonly name: string;
  readonly description?: string;
  readonly subjects?: readonly string[];
  readonly retention: "limits" | "interest" | "workqueue";
  readonly max_consumers: number;
  readonly max_msgs: number;
  readonly max_bytes: number;
  readonly max_age: number;
  readonly max_msgs_per_subject: number;
  readonly max_msg_size?: number;
  readonly discard: "old" | "new";
  readonly storage: "file" | "memory";
  readonly num_replicas: number;
  readonly no_ack?: boolean;
  readonly duplicate_window?: number;
  readonly placement?: {
    readonly cluster?: string;
    readonly tags?: readonly string[];
    readonly preferred?: string;
  };
  readonly mirror?: OriginSettings;
  readonly sources?: readonly (OriginSettings | undefined)[];
  readonly compression: "none" | "s2";
  readonly first_seq?: number;
  readonly subject_transform?: SubjectTransform;
  readonly republish?: {
    readonly src: string;
    readonly dest: string;
    readonly headers_only?: boolean;
  };
  readonly allow_direct: boolean;
  readonly mirror_direct: boolean;
  readonly discard_new_per_subject?: boolean;
  readonly sealed: boolean;
  readonly deny_delete: boolean;
  readonly deny_purge: boolean;
  readonly allow_rollup_hdrs: boolean;
  readonly consumer_limits: {
    readonly inactive_threshold?: number;
    readonly max_ack_pending?: number;
  };
  readonly allow_msg_ttl: boolean;
  readonly subject_delete_marker_ttl?: number;
  readonly allow_msg_counter?: boolean;
  readonly allow_atomic?: boolean;
  readonly allow_msg_schedules?: boolean;
  readonly persist_mode?: "default" | "async" | "";
  readonly allow_batched?: boolean;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What is asked for when a stream is made or changed. */
export type StreamRequest = Partial<StreamSettings> & { readonly pedantic?: boolean };

const transform: Shape<SubjectTransform> = fieldsOf("SubjectTransformConfig", {
  src: text,
  dest: text,
});

const origin: Shape<OriginSettings> = fieldsOf("StreamSource", {
  name: text,
  opt_start_seq: uint64,
  opt_start_time: moment,
  filter_subject: text,
  subject_transforms: listOf(transform),
  external: fieldsOf("ExternalStream", { api: text, deliver: text }),
  consumer: fieldsOf("StreamConsumerSource", { name: text, deliver_subject: text }),
});

const compression: Shape<"none" | "s2"> = {
  type: "string",
  zero: "none",
  readsNull: true,
  read(node, place) {
    const isText = node.kind === "string" || node.kind === "null";
    const given = isText ? node.text : text.read(node, { ...place, path: [] });
    if (given === "none" || given === "s2") return given;
    throw new JsonFault("unknown compression algorithm");
  },
};

/** The body of a request that makes or changes a stream. */
export const streamRequest: Shape<StreamRequest> = fieldsOf("StreamConfigRequest", {
  name: text,
  description: text,
  subjects: listOf(text),
  retention: oneOf(["limits", "interest", "workqueue"]),
  max_consumers: int,
  max_msgs: int64,
  max_bytes: int64,
  max_age: duration,
  max_msgs_per_subject: int64,
  max_msg_size: int32,
  discard: oneOf(["old", "new"], { fold: true }),
  storage: oneOf(["memory", "file"]),
  num_replicas: int,
  no_ack: flag,
  duplicate_window: duration,
  placement: fieldsOf("Placement", { cluster: text, tags: listOf(text), preferred: text }),
  mirror: origin,
  sources: listOf<OriginSettings | undefined>(
    { ...origin, zero: undefined },
    "*server.StreamSource",
  ),
  compression,
  first_seq: uint64,
  subject_transform: transform,
  republish: fieldsOf("RePublish", { src: text, dest: text, headers_only: flag }),
  allow_direct: flag,
  mirror_direct: flag,
  discard_new_per_subject: flag,
  sealed: flag,
  deny_delete: flag,
  deny_purge: flag,
  allow_rollup_hdrs: flag,
  consumer_limits: fieldsOf("StreamConsumerLimits", {
    inactive_threshold: duration,
    max_ack_pending: int,
  }),
  allow_msg_ttl: flag,
  subject_delete_marker_ttl: duration,
  allow_msg_counter: flag,
  allow_atomic: flag,
  allow_msg_schedules: flag,
  persist_mode: oneOf(["default", "async", ""]),
  allow_batched: flag,
  metadata: texts,
  pedantic: flag,
});
