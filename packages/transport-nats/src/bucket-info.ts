import { KvError, type KvConfig } from "@revkv/core";
import type { Api } from "./api.ts";
import { streamOf } from "./mapping/names.ts";
import { toKvConfig, type StreamConfig } from "./mapping/stream-config.ts";

/** The part of a stream's state that is read. */
export interface StreamInfo {
  readonly config: StreamConfig;
  readonly state: {
    readonly messages: number;
    readonly bytes: number;
    readonly last_seq: number;
    readonly last_ts: string;
  };
  /** When the stream was made: another time is another stream. */
  readonly created: string;
  /** The server's clock; absent before 2.10. */
  readonly ts?: string | undefined;
}

/** A bucket as it lies on the server at one moment. */
export interface BucketInfo {
  readonly stream: StreamInfo;
  readonly config: KvConfig;
}

/** Asks for a bucket; rejects with `BUCKET_NOT_FOUND` for none, and for a stream that holds none. */
export async function askBucket(api: Api, bucket: string): Promise<BucketInfo> {
  const subject = `STREAM.INFO.${streamOf(bucket)}`;
  const stream = await api.call<StreamInfo>({ subject, bucket });
  const config = toKvConfig(stream.config);
  if (config !== undefined) return { stream, config };
  const message = `the stream ${streamOf(bucket)} exists and holds no bucket`;
  throw KvError.of("BUCKET_NOT_FOUND", message);
}
