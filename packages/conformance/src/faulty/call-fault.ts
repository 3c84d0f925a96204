/** What can happen to one call. */
export const CALL_FAULTS = [
  "fail",
  "loseRequest",
  "loseReply",
  "disconnect",
  "duplicate",
  "stale",
] as const;
/** One of {@link CALL_FAULTS}. */
export type CallFault = (typeof CALL_FAULTS)[number];

/** What can happen to a call, or to a watch or a read that is under way: `cut`. */
export const FAULTS: readonly [...typeof CALL_FAULTS, "cut"] = [...CALL_FAULTS, "cut"];
/** One of {@link FAULTS}; the options of the same names say what each does. */
export type FaultName = (typeof FAULTS)[number];

/** What everything that goes over a connection can meet. */
const ANY: readonly FaultName[] = ["fail", "loseRequest", "loseReply", "disconnect"];

/** The faults that a call of some sort can meet. */
export const POSSIBLE: Readonly<Record<"any" | "write" | "get" | "flow", readonly FaultName[]>> = {
  any: ANY,
  write: [...ANY, "duplicate"],
  get: [...ANY, "stale"],
  flow: [...ANY, "cut"],
};

/** What a call does: it writes entries, reads or watches them, or is about a bucket as a whole. */
export const CALL_KINDS = ["write", "read", "bucket"] as const;
/** One of {@link CALL_KINDS}. */
export type CallKind = (typeof CALL_KINDS)[number];

/** A fault that has happened. */
export interface MetFault {
  readonly fault: FaultName;
  /** The call that met it; the first one is number 1. */
  readonly call: number;
  /** What was called, such as `put "ada" in "users"`. */
  readonly what: string;
}
