import type { KvBucket } from "@revkv/core";

/** A value of so many bytes. */
export function bytes(length: number): Uint8Array {
  return new Uint8Array(length);
}

/** How many bytes a block of headers has on the wire. */
export function headers(...lines: readonly string[]): number {
  return ["NATS/1.0", ...lines, "", ""].join("\r\n").length;
}

/** How many bytes an entry's subject has, in a bucket of this name. */
export function subject({ name }: KvBucket, key: string): number {
  return `$KV.${name}.${key}`.length;
}
