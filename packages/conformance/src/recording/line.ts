import type { KvConfig, KvErrorCode, KvOperation, KvStatus, MarkerReason } from "@revkv/core/words";
import type { SubscribeRequest, TransportFeatures } from "@revkv/core";

/** Bytes as JSON: text where they are valid UTF-8, otherwise base64. */
export type RecordedBytes = string | { readonly base64: string };

/** An entry as it was delivered or read. */
export interface RecordedEntry {
  readonly key: string;
  readonly revision: number;
  readonly createdMs: number;
  readonly operation: KvOperation;
  readonly reason?: MarkerReason;
  readonly value: RecordedBytes;
  readonly length: number;
  readonly delta: number;
}

/** A failure by its code and fields. */
export interface RecordedError {
  readonly code: KvErrorCode | "ABORTED" | "UNKNOWN";
  readonly natsCode?: number;
  /** What each code tells besides: `expected`, `actual`, `outcomeUnknown` and so on. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** The first line: of what backend this is a recording, and which servers have given the same answers. */
export interface HeaderLine {
  readonly recording: 1;
  readonly title: string;
  readonly backend: string;
  readonly features: TransportFeatures;
  readonly validated: readonly { readonly server: string; readonly date: string }[];
}

/** What was asked for, by the name that the contract has for it. */
export type RecordedRequest =
  | { readonly ask: "createBucket" | "updateBucket"; readonly config: KvConfig }
  | { readonly ask: "deleteBucket" | "bucketStatus" | "link" }
  | { readonly ask: "bucketNames" | "bucketStatuses" | "close" }
  | {
      readonly ask: "write";
      readonly key: string;
      readonly operation: KvOperation;
      readonly value: RecordedBytes;
      readonly expected: number | "any" | "absent";
      readonly ttlMs?: number;
    }
  | { readonly ask: "read"; readonly key: string; readonly consistency?: "direct" | "leader" }
  | {
      readonly ask: "readAt";
      readonly revision: number;
      readonly consistency?: "direct" | "leader";
    }
  | { readonly ask: "readMany"; readonly keys: readonly string[] }
  | ({ readonly ask: "subscribe" } & SubscribeRequest)
  | { readonly ask: "dropMarkers"; readonly olderThanMs: number };

/** A call begins. The order of lines is the order of events: a call that returned before another began comes first. */
export type CallLine = RecordedRequest & {
  readonly call: number;
  /** Who called, where several clients share a recording. */
  readonly client: string;
  /** The bucket; empty for calls about all buckets. */
  readonly bucket: string;
  /** What the clock of the recording showed. */
  readonly atMs: number;
};

/** A call that begins a subscription. */
export type SubscribeCall = Extract<CallLine, { readonly ask: "subscribe" }>;

/** What a call gives, by its request. */
export type RecordedResult =
  | null
  | boolean
  | number
  | RecordedEntry
  | readonly RecordedEntry[]
  | KvStatus
  | readonly KvStatus[]
  | readonly string[];

/** A call ends. One that never ended has no such line. */
export type ReturnLine = { readonly return: number; readonly atMs: number } & (
  | { readonly result: RecordedResult }
  | { readonly error: RecordedError }
);

/** What a subscription, by the number of its call, delivers, and what its reader does to it. */
export type WatchLine = { readonly watch: number; readonly atMs: number } & (
  | { readonly entry: RecordedEntry }
  | { readonly caughtUp: true }
  | { readonly closed: RecordedError | null }
  /** The reader asked for a pause when it got the last entry, went on, ended it. */
  | { readonly paused: true }
  | { readonly resumed: true }
  | { readonly stopped: true }
);

/** One line of a recording. */
export type RecordedLine = HeaderLine | CallLine | ReturnLine | WatchLine;
