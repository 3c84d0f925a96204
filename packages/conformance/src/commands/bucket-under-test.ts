import type { ModelBucket } from "../model/model-bucket.ts";
import type { ModelStore } from "../model/model-store.ts";

/** The bucket that runs are about. */
export const BUCKET = "kv";

/** The bucket that runs are about as it is now: a copy that stays as it is. */
export function copyOf(model: ModelStore): ModelBucket | undefined {
  const bucket = bucketOf(model);
  return bucket === undefined ? undefined : { ...bucket };
}

/** The bucket that runs are about, if there is one now. */
export function bucketOf(model: ModelStore): ModelBucket | undefined {
  return model.find(BUCKET);
}
