import type { TransportFeatures } from "@revkv/core";
import type { KvConfig } from "@revkv/core/words";
import type { FilterArgument } from "./pools.ts";
import type { StoreProfile } from "./store-profile.ts";

/** Where time is real a ms becomes an hour: nothing falls due in a run, and every setting is still told and kept. */
const STRETCH = 3_600_000;

/** What a run may ask of its stores: what all of them can do, and what comes out the same on all. */
export class Scope {
  /** The test turns the time of all stores. */
  readonly isTurned: boolean;
  readonly #features: readonly TransportFeatures[];
  readonly #refused: ReadonlySet<string>;

  constructor(profiles: readonly StoreProfile[]) {
    this.isTurned = profiles.every((profile) => profile.time === "turned");
    this.#features = profiles.map((profile) => profile.features);
    this.#refused = new Set([
      ...profiles.flatMap((profile) => profile.refused),
      ...(this.allHave("limitMarkers") ? [] : ["limitMarkerTtlMs"]),
      ...(this.allHave("metadata") ? [] : ["metadata"]),
      ...(this.allHave("compression") ? [] : ["compression"]),
    ]);
  }

  /** Whether every store of the run can do it. */
  allHave(feature: keyof TransportFeatures): boolean {
    return this.#features.every((features) => features[feature]);
  }

  /** Whether no store of the run can do it. */
  noneHas(feature: keyof TransportFeatures): boolean {
    return this.#features.every((features) => !features[feature]);
  }

  /** A time as long as it must be here. */
  time(ms: number | undefined): number | undefined {
    return ms === undefined || this.isTurned ? ms : ms * STRETCH;
  }

  /** A time to live of one entry, where all stores know such. */
  ttl(ms: number | undefined): number | undefined {
    return this.allHave("ttl") ? this.time(ms) : undefined;
  }

  /** A config with times as long as they must be here, without what a store refuses. */
  config(config: KvConfig): KvConfig {
    const stretched = Object.entries(config).map(([name, value]: [string, unknown]) => {
      const isTime = name === "ttlMs" || name === "limitMarkerTtlMs";
      return [name, isTime && typeof value === "number" ? this.time(value) : value] as const;
    });
    return Object.fromEntries(stretched.filter(([name]) => !this.#refused.has(name)));
  }

  /** A filter that all stores take. */
  filter<T extends FilterArgument | undefined>(filter: T): T | string {
    if (filter === undefined || typeof filter === "string" || this.allHave("multiFilter")) {
      return filter;
    }
    return filter[0] ?? ">";
  }
}
