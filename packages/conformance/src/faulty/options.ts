import { KvError, type Clock } from "@revkv/core";
import { parseCount, parseOptions } from "@revkv/core/words";
import { FAULTS, type FaultName } from "./call-fault.ts";
import { parseClock } from "./clock.ts";

/** How likely each fault is, from 0 (unless given) to 1. A call meets one of them at most. */
export interface FaultChances {
  /** A call is refused with `UNAVAILABLE`: nothing has happened. */
  readonly fail?: number | undefined;
  /** A request does not arrive: `TIMEOUT`. A write has not happened, and its `outcomeUnknown` is true. */
  readonly loseRequest?: number | undefined;
  /** A reply does not arrive: `TIMEOUT`. A write has happened, and its `outcomeUnknown` is true. */
  readonly loseReply?: number | undefined;
  /**
   * The connection goes away under a call, and is back after a delay. Every call that waits for an answer
   * rejects with `DISCONNECTED`; of writes, whose `outcomeUnknown` is true, some have happened.
   */
  readonly disconnect?: number | undefined;
  /** A put, delete or purge arrives twice, and the first answer counts: without `expected` it is stored twice. */
  readonly duplicate?: number | undefined;
  /** A read without `consistency: "leader"` is answered as of the moment before the last write. */
  readonly stale?: number | undefined;
  /**
   * After an entry, also between initial values: a finite read ends with `INCOMPLETE_READ`, a watch goes on
   * after a delay, with what is still stored then.
   */
  readonly cut?: number | undefined;
}

/** What a faulty transport does, and when. */
export interface FaultyOptions extends FaultChances {
  /** The same seed and the same calls give the same faults; 0 unless given. */
  readonly seed?: number | undefined;
  /** How long each request, each answer and each delivered entry takes; nothing at all unless given. */
  readonly delayMs?: { readonly least?: number | undefined; readonly most: number } | undefined;
  /** How long a call waits for a connection and for an answer that is delayed, 5,000 ms unless given. */
  readonly timeoutMs?: number | undefined;
  /** The source of time for delays and time limits; the real clock unless given. */
  readonly clock?: Clock | undefined;
}

/** What is in force for all calls, until it is changed. */
export interface CallSettings {
  readonly chances: Readonly<Record<FaultName, number>>;
  readonly delayMs: { readonly least: number; readonly most: number };
}

/** The options, judged. */
export interface FaultyPlan extends CallSettings {
  readonly seed: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** Nothing happens by chance, and everything at once. */
export const UNTROUBLED: CallSettings = {
  chances: chancesOf({}),
  delayMs: { least: 0, most: 0 },
};

const TIMEOUT_MS = 5_000;

/** Judges the options of `faulty`; throws `INVALID_ARGUMENT`. */
export function parseFaultyOptions(options: FaultyOptions | undefined): FaultyPlan {
  const others = ["seed", "delayMs", "timeoutMs", "clock"] as const;
  const given = parseOptions("faulty", options, [...FAULTS, ...others]);
  return {
    seed: parseCount("seed", given.seed, 0) ?? 0,
    chances: chancesOf(given),
    delayMs: parseDelay(given.delayMs),
    timeoutMs: parseCount("timeoutMs", given.timeoutMs, 1) ?? TIMEOUT_MS,
    clock: parseClock(given.clock),
  };
}

function chancesOf(given: FaultChances): CallSettings["chances"] {
  const chances = FAULTS.map((fault) => [fault, parseChance(fault, given[fault])] as const);
  return Object.fromEntries(chances) as Record<FaultName, number>;
}

function parseChance(name: string, value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  const found = typeof value === "number" ? value : typeof value;
  throw KvError.of("INVALID_ARGUMENT", `${name} is a chance from 0 to 1, not ${found}`);
}

function parseDelay(given: FaultyOptions["delayMs"]): CallSettings["delayMs"] {
  const { least, most } = parseOptions("delayMs", given, ["least", "most"]);
  const range = {
    least: parseCount("delayMs.least", least, 0) ?? 0,
    most: parseCount("delayMs.most", most, 0) ?? 0,
  };
  if (range.least <= range.most) return range;
  throw KvError.of("INVALID_ARGUMENT", "delayMs.least is at most delayMs.most");
}
