import { KvError, type FullConfig, type KvConfig } from "@revkv/core/words";

/** Settings with the defaults filled in, as `status` shows them. */
export function settingsOf(given: KvConfig): FullConfig {
  const defaults = { history: 1, storage: "file", replicas: 1, compression: false } as const;
  const chosen = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(chosen) };
}

/** The names of the settings in which two buckets differ. */
export function differingSettings(one: FullConfig, other: FullConfig): readonly string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof KvConfig>;
  return [...names].filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
}

/** The settings that were given and mean nothing within one process, sorted (api.md 5). */
export function ignoredLocally(given: KvConfig): readonly string[] {
  const settings = settingsOf(given);
  const ignored: string[] = [];
  if (settings.compression) ignored.push("compression");
  if (settings.placement !== undefined) ignored.push("placement");
  if (settings.replicas > 1) ignored.push("replicas");
  if (settings.republish !== undefined) ignored.push("republish");
  if (given.storage === "file") ignored.push("storage");
  return ignored;
}

/**
 * Refuses what a server cannot change (api.md 5 and 12).
 *
 * @throws `INVALID_CONFIG`.
 */
export function checkChange(inForce: FullConfig, asked: FullConfig): void {
  const endsTtl = inForce.limitMarkerTtlMs !== undefined && asked.limitMarkerTtlMs === undefined;
  if (inForce.storage !== asked.storage || endsTtl) {
    throw KvError.of("INVALID_CONFIG", "the server cannot change that", { natsCode: 10052 });
  }
}
