import { KvError, type FullConfig, type KvConfig } from "@revkv/core/words";

/** Settings with the defaults filled in, as `status` shows them. */
export function settingsOf(given: KvConfig): FullConfig {
  const defaults = { history: 1, storage: "file", replicas: 1, compression: false } as const;
  const { republish } = given;
  const chosen = Object.entries({ ...given, republish: republish && republishOf(republish) });
  const known = chosen.filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(known) };
}

/** A republish takes everything unless it says otherwise, and `>` says the same. */
function republishOf({
  source,
  ...others
}: NonNullable<KvConfig["republish"]>): NonNullable<KvConfig["republish"]> {
  return source === ">" ? others : { ...(source === undefined ? {} : { source }), ...others };
}

/** The names of the settings in which two buckets differ. */
export function differingSettings(one: FullConfig, other: FullConfig): readonly string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof KvConfig>;
  return [...names].filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
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
