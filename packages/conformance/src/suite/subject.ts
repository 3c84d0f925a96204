import type { Transport, TransportFeatures } from "@revkv/core";
import type { KvConfig } from "@revkv/core/words";
import type { TurnedClock } from "../commands/store-profile.ts";

/** A backend that is to be proved: what it is called, what it can do, and how a store of it is opened. */
export interface Subject {
  /** For titles and reports. */
  readonly name: string;
  /** What it says that it can do; the suite proves that, and that the rest is refused. */
  readonly features: TransportFeatures;
  /** Whether `open` gives a clock that cases turn; `real` unless given, and then time is waited for. */
  readonly time?: "turned" | "real";
  /** Called for every case; cases never meet, since each has buckets with names of its own. */
  readonly open: () => Transport | Opened | Promise<Transport | Opened>;
  /**
   * How often a case may be tried; 1 unless given. More only where it is known that an answer may lag behind, as
   * the copies of a cluster do: what is broken fails every time. Each further try is told.
   */
  readonly tries?: number;
  /** What it does not keep, with reasons. None unless given. */
  readonly knownGaps?: readonly KnownGap[];
  /** Settings of every bucket that the suite makes, such as replicas; a case's own go before. */
  readonly bucketConfig?: KvConfig;
}

/** A store of a subject, with what belongs to it. */
export interface Opened {
  readonly transport: Transport;
  /** There exactly where the subject says that time is turned. */
  readonly clock?: TurnedClock;
  /** Called after the case, when its managers are closed. */
  readonly close?: () => Promise<void>;
}

/**
 * A promise that a subject does not keep. Its cases run all the same and are expected to fail: one that
 * passes turns the run red, so that a gap which is closed does not stay on the list.
 */
export interface KnownGap {
  /** The number of the rule: `R4.2`. */
  readonly rule: string;
  /** The titles of the cases that fail; all cases of the rule unless given. */
  readonly cases?: readonly string[];
  /** Why it is so, for the report. */
  readonly reason: string;
}

/** What the suite needs of a test runner; vitest, node:test, jest and mocha all have it. */
export interface TestRunner {
  /** Groups tests. */
  describe(title: string, tests: () => void): void;
  /** Declares a test, and how long it may take where the runner can be told. */
  test(title: string, body: () => Promise<void>, timeoutMs: number): void;
}
