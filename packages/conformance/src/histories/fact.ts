import type { KvOperation } from "@revkv/core/words";
import type { Call } from "../recording/call.ts";

/** What somebody saw of an entry; what is left out was not told. */
export interface Sight {
  /** 0: nothing is stored. */
  readonly revision?: number | undefined;
  readonly operation?: KvOperation | undefined;
  /** As JSON. */
  readonly value?: string | undefined;
  /** A revision that it does not have. */
  readonly not?: number | undefined;
}

interface FactBase {
  readonly key: string;
  readonly call: Call;
  /** It was so at some moment between these two places of the recording. */
  readonly from: number;
  readonly to: number;
}

/** A write that was stored, or that may have been or may still be, since nobody was told how it ended. */
export interface PastWrite extends FactBase {
  readonly kind: "write";
  readonly operation: KvOperation;
  /** As JSON. */
  readonly value: string;
  readonly expected: number | "any" | "absent";
  /** Undefined where nobody was told. */
  readonly revision: number | undefined;
}

/** What the last entry of the key was: an answer to a read, or to a write that was refused. */
export interface Sighting extends FactBase {
  readonly kind: "sighting";
  readonly saw: Sight;
}

/** An entry that was stored once, and need not have been the last: from a lagging copy, a watch, a history. */
export interface Glimpse extends FactBase {
  readonly kind: "glimpse";
  readonly saw: Sight;
}

/** What a call tells about one key. */
export type Fact = PastWrite | Sighting | Glimpse;

/** All that is known of one key. */
export interface KeyHistory {
  readonly bucket: string;
  readonly key: string;
  /** In the order in which they began. */
  readonly facts: readonly Fact[];
  /** Revisions that other keys have, or writes of this one that were told so: no other write can have them. */
  readonly taken: ReadonlySet<number>;
}
