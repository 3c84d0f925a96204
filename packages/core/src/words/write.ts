import type { Bytes } from "../base/bytes.ts";
import type { KvError } from "./errors.ts";

/** What an entry says of its key: it has a value, it was deleted, or it was purged with its history. */
export type KvOperation = "PUT" | "DEL" | "PURGE";

/** Why the server itself wrote a marker; undefined for a marker that a client wrote. */
export type MarkerReason = "MaxAge" | "Remove" | "Purge" | undefined;

/** One write as it is meant, before any backend has seen it. */
export interface Write {
  /** Judged by whoever made the write. */
  readonly key: string;
  readonly operation: KvOperation;
  /** Copied before the call returns; empty for markers. */
  readonly bytes: Uint8Array;
  /** 'any'; 'absent': no live value; n >= 1: the last entry, marker or not, has revision n; 0: nothing is stored. */
  readonly expected: number | "any" | "absent";
  /** Multiple of 1,000, or undefined for no time to live of its own. */
  readonly ttlMs: number | undefined;
}

/** One stored entry as a backend gives it, before decoding. */
export interface RawEntry {
  readonly key: string;
  readonly revision: number;
  readonly createdMs: number;
  readonly operation: KvOperation;
  readonly reason: MarkerReason;
  /** Only to be looked at: what is handed out is a copy. Empty for markers and when only heads were asked for. */
  readonly bytes: Bytes;
  /** Bytes of the value, also when only heads were asked for. */
  readonly length: number;
  /** Entries of the same read that follow this one. */
  readonly delta: number;
}

/** The initial values of a watch, of one moment, whatever is written while they are taken. */
export interface InitialValues {
  /** How many there are still. */
  readonly count: number;
  /** The next one, oldest first; undefined at the end. */
  next(): RawEntry | undefined;
  /** Nobody takes the rest. */
  drop(): void;
}

/** Where a read or a watch puts what it finds. Its methods never throw. */
export interface Sink {
  /**
   * Takes all initial values at once, to look at them when they are wanted; a backend that holds them in this
   * process offers them to a sink that can, instead of one after the other. `caughtUp` follows.
   */
  initial?(values: InitialValues): void;
  /** Takes one entry. False asks for a pause until a later `resume()`. */
  entry(entry: RawEntry): boolean;
  /** The initial values are complete; a read that is not live is over. */
  caughtUp(): void;
  /** Nothing follows; with a reason something may be missing. */
  closed(reason?: KvError): void;
}
