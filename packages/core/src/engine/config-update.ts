import { fillConfig, type FullConfig, type KvConfig } from "../words/config.ts";
import { KvError } from "../words/errors.ts";

/**
 * Judges new settings against those in force (R15.2).
 *
 * @throws `INVALID_CONFIG` for what a server cannot change: the storage, and taking per-entry times to
 * live away.
 */
export function checkUpdate(inForce: FullConfig, asked: FullConfig): void {
  if (inForce.storage !== asked.storage) {
    const message = `storage is ${inForce.storage} and cannot become ${asked.storage}`;
    throw KvError.of("INVALID_CONFIG", message, { natsCode: 10052 });
  }
  if (inForce.limitMarkerTtlMs !== undefined && asked.limitMarkerTtlMs === undefined) {
    const message = "limitMarkerTtlMs cannot be taken away: a server cannot turn it off";
    throw KvError.of("INVALID_CONFIG", message, { natsCode: 10052 });
  }
}

/**
 * Refuses what would change results and has no meaning within one process.
 *
 * @throws `FEATURE_UNSUPPORTED` for mirrors and sources.
 */
export function checkSupported(config: KvConfig): void {
  const name = config.mirror !== undefined ? "mirror" : "sources";
  if (config[name] === undefined) return;
  throw KvError.of("FEATURE_UNSUPPORTED", `a bucket of this process has no ${name}`);
}

/** The settings that were given and that do nothing within one process. */
export function ignoredSettings(given: KvConfig): readonly (keyof KvConfig)[] {
  const ignored: (keyof KvConfig)[] = [];
  if (given.storage === "file") ignored.push("storage");
  if (given.replicas !== undefined && given.replicas > 1) ignored.push("replicas");
  if (given.compression === true) ignored.push("compression");
  if (given.placement !== undefined) ignored.push("placement");
  if (given.republish !== undefined) ignored.push("republish");
  return Object.freeze(ignored);
}

/** The settings in force; a stream may keep any number of messages for a subject. */
export function settingsOf(given: KvConfig): FullConfig {
  const full = fillConfig(given);
  return full.history > 0 ? full : Object.freeze({ ...full, history: Infinity });
}
