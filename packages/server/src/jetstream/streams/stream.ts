import type { BucketLog } from "@revkv/core/engine";
import type { StreamSettings } from "./settings.ts";

/** A bucket as a stream. */
export interface Stream {
  readonly settings: StreamSettings;
  readonly log: BucketLog;
  /** What the subjects of its entries begin with. */
  readonly prefix: string;
}
