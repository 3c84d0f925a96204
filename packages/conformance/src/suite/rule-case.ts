import type { TransportFeatures } from "@revkv/core";
import type { KvConfig } from "@revkv/core/words";
import type { World } from "./world.ts";

/** One promise, as a test that runs on any backend. */
export interface RuleCase {
  /** The number of the rule in docs/semantics.md. */
  readonly rule: string;
  /** The promise in words, once in the suite. */
  readonly title: string;
  /** What a subject must have for it: features, or a clock that can be turned. */
  readonly needs?: readonly Need[];
  /** The feature that a subject must not have: the case shows that it says so. */
  readonly lacks?: keyof TransportFeatures;
  /** Whether it lets time pass, and so takes long where time is real. */
  readonly waits?: boolean;
  /** Settings of the bucket that it gets. */
  readonly config?: KvConfig;
  /** Does it; what it throws is why the promise is not kept. */
  run(world: World): Promise<void>;
}

/** What a case may ask of a subject. */
export type Need = keyof TransportFeatures | "clock";
