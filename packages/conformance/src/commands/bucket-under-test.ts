import type { ModelBucket } from "../model/model-bucket.ts";
import type { ModelStore } from "../model/model-store.ts";

/** The bucket that runs are about. */
export const BUCKET = "kv";

/** The bucket that runs are about, if there is one now. */
export function bucketOf(model: ModelStore): ModelBucket | undefined {
  return model.find(BUCKET);
}
