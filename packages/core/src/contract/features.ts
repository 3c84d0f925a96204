import type { KvConfig } from "../words/config.ts";
import { KvError } from "../words/errors.ts";
import type { TransportFeatures } from "./transport.ts";

/** Which feature each setting needs. */
const NEEDS: { readonly [Setting in keyof KvConfig]?: keyof TransportFeatures } = {
  limitMarkerTtlMs: "limitMarkers",
  metadata: "metadata",
  compression: "compression",
  mirror: "mirror",
  sources: "mirror",
};

/**
 * Refuses settings that a backend cannot honour, before anything is sent.
 *
 * @throws `FEATURE_UNSUPPORTED` naming the setting.
 */
export function requireFeatures(config: KvConfig, features: TransportFeatures): void {
  for (const [setting, feature] of Object.entries(NEEDS)) {
    const asked: unknown = config[setting as keyof KvConfig];
    if (asked !== undefined && asked !== false && !features[feature]) refuse(setting);
  }
}

/** Refuses several filters where a backend takes one. */
export function requireFilters(filters: readonly string[], features: TransportFeatures): void {
  if (filters.length > 1 && !features.multiFilter) refuse("more than one filter");
}

/** Refuses a time to live of single entries where a backend has none. */
export function requireTtl(ttlMs: number | undefined, features: TransportFeatures): void {
  if (ttlMs !== undefined && !features.ttl) refuse("ttlMs");
}

function refuse(what: string): never {
  throw KvError.of("FEATURE_UNSUPPORTED", `this backend does not support ${what}`);
}
