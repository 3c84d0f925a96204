import type { Transport } from "@revkv/core";
import type { ModelBucket } from "../model/model-bucket.ts";

/** The model's bucket around a step; undefined where there is none. */
export interface BucketStates {
  readonly before: ModelBucket | undefined;
  readonly after: ModelBucket | undefined;
}

/** One place in an answer where a store says something else than the model. */
export interface Place {
  /** The call, or what else was compared, as a report shows it. */
  readonly what: string;
  /** Where in the answer: names of properties and positions in lists. */
  readonly path: readonly string[];
  readonly expected: unknown;
  readonly found: unknown;
  /** What the place is a part of, on both sides. */
  readonly around: { readonly expected: unknown; readonly found: unknown } | undefined;
  readonly buckets: BucketStates;
}

/** A way in which a store is known to differ from the model, as narrow as its rule. */
export interface Deviation {
  readonly id: string;
  /** The rule in words. */
  readonly rule: string;
  /** What is stored differs from here on: the store takes no further part in the sequence. */
  readonly diverges: boolean;
  /** Whether this, and nothing else, is why the two differ at that place. */
  explains(place: Place): boolean;
}

/** A deviation of servers by their version, and a script that shows it. */
export interface ServerDeviation extends Deviation {
  /** The versions that have it, by their beginnings: `2.10.` for every 2.10. */
  readonly servers: readonly string[];
  /** The script: whether an empty store of that kind deviates so. Undefined where chance decides. */
  readonly occurs?: (transport: Transport) => Promise<boolean>;
}
