import type { FullConfig } from "../words/config.ts";
import type { Stored } from "./stored.ts";
import type { StreamRules } from "./stream-rules.ts";

/** What a message is judged against. */
export interface PostingPlace {
  readonly bucket: string;
  readonly config: FullConfig;
  readonly rules: StreamRules;
  readonly lastRevision: number;
  /** The id of the message stored last. */
  readonly lastMessageId: string;
  /** The last entry of a key, or of the keys that a wildcard names. */
  last(key: string): Stored | undefined;
  /** The revision that a message id was stored with. */
  revisionOf(messageId: string): number | undefined;
}

/** What the messages of a batch hold that were judged so far: nothing of it is stored yet. */
export interface BatchSoFar {
  readonly keys: Set<string>;
  readonly messageIds: Set<string>;
  count: number;
  bytes: number;
}

/** Which entries a message takes the place of: none, those of its key, or all. */
export type Rollup = "none" | "key" | "all";

/** What the headers of a message come to. */
export interface JudgedPosting {
  /** As asked for; infinite where it is never to go, undefined where only the bucket's time counts. */
  readonly ttlMs: number | undefined;
  readonly rollup: Rollup;
  /** Empty for none. */
  readonly messageId: string;
  /** The entry that it repeats: it is not stored again. */
  readonly repeats: number | undefined;
}
