import type { FullConfig } from "../words/config.ts";
import { defaultDuplicatesMs } from "../words/duplicates.ts";
import { streamOf } from "../words/stream-names.ts";

/** What the stream that serves a bucket says of its messages, beyond the settings of the bucket. */
export interface StreamRules {
  /** Its name, which a writer may demand. */
  readonly stream: string;
  /** Whether messages may be published to it; a copy of others may have no subjects of its own. */
  readonly takesMessages: boolean;
  /** Whether a message may have a time to live of its own. */
  readonly allowsTtl: boolean;
  /** Whether a message may take the place of those before it. */
  readonly allowsRollup: boolean;
  /** Whether messages may come as a batch, all or none. */
  readonly allowsBatches: boolean;
  /** How long the id of a message is remembered. */
  readonly duplicatesMs: number;
}

/** What holds for a bucket whose stream nobody has described. */
export function defaultRules(bucket: string, config: FullConfig): StreamRules {
  return {
    stream: streamOf(bucket),
    takesMessages: true,
    allowsTtl: config.limitMarkerTtlMs !== undefined,
    allowsRollup: true,
    allowsBatches: false,
    duplicatesMs: defaultDuplicatesMs(config.ttlMs),
  };
}
