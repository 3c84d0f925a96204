import type { Clock } from "../base/clock.ts";
import type { Steps } from "../base/steps.ts";

/** What the logs of one engine share. */
export interface LogContext {
  readonly clock: Clock;
  readonly steps: Steps;
  /** Gets what a listener threw. */
  readonly report: (error: unknown) => void;
}
