import type { MetFault } from "./call-fault.ts";
import { Call } from "./call.ts";
import { draw } from "./draw.ts";
import { fits, type CallAbout, type NextFault } from "./next-faults.ts";
import { UNTROUBLED, type CallSettings, type FaultyPlan } from "./options.ts";

/** Decides what happens to which call: what a test has asked for, otherwise what chance says. */
export class FaultPlan {
  /** What has happened, in its order. */
  readonly met: MetFault[] = [];
  readonly #seed: number;
  #settings: CallSettings;
  #next: NextFault[] = [];
  #calls = 0;

  constructor({ seed, chances, delayMs }: FaultyPlan) {
    this.#seed = seed;
    this.#settings = { chances, delayMs };
  }

  /** Lets later calls meet a fault. */
  add(next: NextFault): void {
    this.#next.push(next);
  }

  /** From now on nothing happens. */
  heal(): void {
    this.#settings = UNTROUBLED;
    this.#next = [];
  }

  /** Decides about the call that is made now. */
  call(about: CallAbout): Call {
    const number = (this.#calls += 1);
    return new Call({
      about,
      next: this.#take(about),
      settings: () => this.#settings,
      draw: (purpose) => draw(this.#seed, `${number} ${purpose}`),
      met: (fault) => void this.met.push({ fault, call: number, what: about.what }),
    });
  }

  /** The first fault that was asked for and fits. */
  #take(about: CallAbout): NextFault | undefined {
    const next = this.#next.find((one) => fits(one, about));
    if (next === undefined) return undefined;
    next.left -= 1;
    if (next.left === 0) this.#next = this.#next.filter((one) => one !== next);
    return next;
  }
}
