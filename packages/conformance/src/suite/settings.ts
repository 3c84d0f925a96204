import type { KvConfig } from "@revkv/core/words";
import type { World } from "./world.ts";

/** Changes some settings of the bucket of a case, and leaves the others as they are. */
export async function change({ kv, bucket }: World, config: KvConfig): Promise<void> {
  const { config: present } = await bucket.status();
  await kv.update(bucket.name, { ...present, ...config });
}
