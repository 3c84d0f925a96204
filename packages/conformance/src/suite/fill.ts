import type { KvBucket } from "@revkv/core";

/** So many keys: `k0`, `k1` and so on. */
export function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `k${at}`);
}

/** Puts values of some bytes each under so many numbered keys, all at once, and gives the keys. */
export async function fill(bucket: KvBucket, count: number, bytes = 1): Promise<string[]> {
  const keys = numbered(count);
  const value = new Uint8Array(bytes).fill(120);
  await Promise.all(keys.map((key) => bucket.put(key, value)));
  return keys;
}
