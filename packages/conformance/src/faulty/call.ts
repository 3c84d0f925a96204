import type { KvError } from "@revkv/core";
import { CALL_FAULTS, type CallFault, type FaultName } from "./call-fault.ts";
import { refused } from "./failures.ts";
import type { CallAbout, NextFault } from "./next-faults.ts";
import { UNTROUBLED, type CallSettings } from "./options.ts";

/** What a call is made of. */
export interface CallParts {
  readonly about: CallAbout;
  /** What it meets because a test has asked for it. */
  readonly next: NextFault | undefined;
  readonly settings: () => CallSettings;
  /** A number from 0 to 1 for one purpose. */
  readonly draw: (purpose: string) => number;
  /** Takes down that a fault has happened. */
  readonly met: (fault: FaultName) => void;
}

/** One call, and what is to happen to it. */
export class Call {
  /** The fault that it meets on its way. */
  readonly fault: CallFault | undefined;
  /** True when it goes its way at once and nothing happens to it. */
  readonly isUntroubled: boolean;
  readonly #parts: CallParts;

  constructor(parts: CallParts) {
    const { about, next } = parts;
    this.#parts = parts;
    this.fault = CALL_FAULTS.find((fault) =>
      next === undefined
        ? about.possible.includes(fault) && this.#hits(fault, fault)
        : fault === next.fault,
    );
    this.isUntroubled = this.fault === undefined && this.#settings.delayMs.most === 0;
  }

  /** For people. */
  get what(): string {
    return this.#parts.about.what;
  }

  /** Whether it changes something, so that without an answer its outcome is unknown. */
  get isWrite(): boolean {
    return this.#parts.about.isWrite;
  }

  /** What it rejects with when it is to fail. */
  get refusal(): KvError {
    return this.#parts.next?.error ?? refused(this.what);
  }

  /** Takes down that a fault has happened. */
  met(fault: FaultName): void {
    this.#parts.met(fault);
  }

  /** A number from 0 to 1 for one purpose. */
  draw(purpose: string): number {
    return this.#parts.draw(purpose);
  }

  /** How long one step of it takes. */
  delayMs(step: string): number {
    const { least, most } = this.#settings.delayMs;
    return least + Math.floor(this.draw(`delay of ${step}`) * (most - least + 1));
  }

  /** Whether the flow of entries that it has opened breaks off after so many of them. */
  isCutAfter(entries: number): boolean {
    const { next } = this.#parts;
    if (next?.fault === "cut" && entries === next.after) return true;
    return this.#hits("cut", `cut after ${entries}`);
  }

  /** Calls about a whole bucket set a test up: they meet nothing that was not asked for. */
  get #settings(): CallSettings {
    const { about, settings } = this.#parts;
    return about.kind === "bucket" ? UNTROUBLED : settings();
  }

  #hits(fault: FaultName, purpose: string): boolean {
    return this.draw(purpose) < this.#settings.chances[fault];
  }
}
