import type { KvConfig } from "./config.ts";

/** The state of a bucket (R14). */
export interface KvStatus {
  /** The bucket's name. */
  readonly bucket: string;
  /** Stored entries, history and markers included. */
  readonly values: number;
  /** What they take, counted as the server counts (R12.2). */
  readonly bytes: number;
  /** The last revision given, also when its entry is gone. */
  readonly lastRevision: number;
  /** What keeps the bucket: "local" or "JetStream". */
  readonly backingStore: string;
  /** The settings in force, defaults filled in. */
  readonly config: KvConfig & { readonly history: number; readonly storage: "memory" | "file" };
  /** Settings that the caller gave and that have no effect on this backend. */
  readonly ignored: readonly (keyof KvConfig)[];
}
