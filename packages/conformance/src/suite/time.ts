import type { TurnedClock } from "../commands/store-profile.ts";

/** The time of a subject: turned by the case, or gone through. */
export interface CaseTime {
  /** What the subject's clock shows. */
  nowMs(): number;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
  /** Lets so much time pass, and what a server may be late by: what was due is gone then. */
  passSurely(ms: number): Promise<void>;
}

/** A server looks for what is due once a second or so; a busy one is later still. */
const LATENESS_MS = 1_500;

/** Time that stands still until a case turns it. */
export function turnedTime(clock: TurnedClock): CaseTime {
  const pass = async (ms: number): Promise<void> => clock.advance(ms);
  return { nowMs: () => clock.nowMs(), pass, passSurely: pass };
}

/** Time as everybody has it. */
export function realTime(): CaseTime {
  return { nowMs: () => Date.now(), pass: wait, passSurely: (ms) => wait(ms + LATENESS_MS) };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
