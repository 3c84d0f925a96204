import type { KvBucket } from "@revkv/core";
import type { KvConfig } from "@revkv/core/words";

/** What is done at a moment; what it resolves to is compared, or the code of its failure. */
export interface TtlStep {
  /** From the beginning. */
  readonly atMs: number;
  /** The call, for a report. */
  readonly call: string;
  /** Does it. */
  act(bucket: KvBucket, update: (config: KvConfig) => Promise<void>): Promise<unknown>;
}

/** A script about time, so short that it can be waited for. */
export interface TtlCase {
  readonly title: string;
  readonly config: KvConfig;
  /** What a server must have for it: `age` has every one, `markers` those from 2.11 on. */
  readonly needs: "age" | "markers";
  readonly steps: readonly TtlStep[];
  /**
   * What is stored at each moment, as `a#3` for a value, `a#3 DEL` and `a#3 PURGE MaxAge` for markers. The
   * moments lie more than a second after what falls due, since servers are late, and well before what
   * comes next.
   */
  readonly looks: Readonly<Record<number, string>>;
}

/** A step that puts a value. */
export function put(atMs: number, key: string, options: { readonly ttlMs?: number } = {}): TtlStep {
  return {
    atMs,
    call: `put ${key}${withTtl(options.ttlMs)}`,
    act: (bucket) => bucket.put(key, `value at ${atMs}`, options),
  };
}

/** A step that creates a key. */
export function create(
  atMs: number,
  key: string,
  options: { readonly ttlMs?: number } = {},
): TtlStep {
  return {
    atMs,
    call: `create ${key}${withTtl(options.ttlMs)}`,
    act: (bucket) => bucket.create(key, `value at ${atMs}`, options),
  };
}

/** A step that deletes a key. */
export function remove(atMs: number, key: string): TtlStep {
  return { atMs, call: `delete ${key}`, act: (bucket) => bucket.delete(key) };
}

/** A step that purges a key. */
export function purge(
  atMs: number,
  key: string,
  options: { readonly ttlMs?: number } = {},
): TtlStep {
  return {
    atMs,
    call: `purge ${key}${withTtl(options.ttlMs)}`,
    act: (bucket) => bucket.purge(key, options),
  };
}

/** A step that gives the bucket another config. */
export function change(atMs: number, config: KvConfig): TtlStep {
  return {
    atMs,
    call: `update ${JSON.stringify(config)}`,
    act: (_bucket, update) => update(config),
  };
}

function withTtl(ttlMs: number | undefined): string {
  return ttlMs === undefined ? "" : `, ttl ${ttlMs}`;
}
