import type { Transport, TransportFeatures } from "@revkv/core";
import type { KvConfig } from "@revkv/core/words";
import type { Deviation } from "./deviation.ts";

/** A clock that the test turns. */
export interface TurnedClock {
  /** What it shows. */
  nowMs(): number;
  /** Turns it; what falls due goes before this returns. */
  advance(ms: number): void;
}

/** A store to test: empty. */
export interface TestedStore {
  readonly transport: Transport;
  /** There exactly where the profile says that the test turns the time. */
  readonly clock?: TurnedClock;
  /** Called when nothing more is done to it. */
  readonly close?: () => Promise<void>;
}

/** What is known of a kind of store before it is asked anything. */
export interface StoreProfile {
  /** For reports. */
  readonly name: string;
  /** Where time is real, entries come to watchers after a while, and nothing may depend on when. */
  readonly time: "turned" | "real";
  readonly backingStore: string;
  readonly features: TransportFeatures;
  /** Settings that it accepts and that have no effect there. */
  ignored(given: KvConfig): readonly (keyof KvConfig)[];
  /** Settings that runs leave out since it refuses them though they are in order, as one server does replicas. */
  readonly refused: readonly (keyof KvConfig)[];
  /** No call takes longer, and no entry on its way to a watcher. */
  readonly patienceMs: number;
  /** In what it is known to differ from the model. */
  readonly deviations: readonly Deviation[];
}

/** A kind of store in a run. */
export interface StoreUnderTest {
  readonly profile: StoreProfile;
  /**
   * An empty store, for each sequence; what the sequence makes is deleted at its end. Without timers a
   * clock that is turned only shows the time; where a store cannot be made so, it is made as always.
   */
  open(how: { readonly hasTimers: boolean }): TestedStore | Promise<TestedStore>;
}
