import { isKvError } from "@revkv/core";
import { later, pause } from "./deadlines.ts";
import { InitialSync, type SyncParts } from "./initial-sync.ts";
import type { LeaderView } from "./leader-view.ts";
import type { Delivery } from "./mapping/delivery.ts";
import type { OrderedConsumer } from "./ordered-consumer.ts";

/** How the initial phase asks the server. */
export interface InitialPhaseParts {
  readonly sync: SyncParts;
  /** The last revision that came before, or the one before the first that is wanted. */
  readonly after: number;
  readonly consumer: OrderedConsumer;
  /** Undefined where what is stored already is not wanted. */
  readonly leader: LeaderView | undefined;
  /** Called once: what follows is live. */
  readonly complete: () => void;
  /** Called when the leader cannot be asked; it is asked again unless the phase is given up. */
  readonly unsure: ((error: unknown) => void) | undefined;
}

/** After so long without an initial value the server is asked whether there are any. */
const PROBE_AFTER_MS = 150;
/** Between two questions to the leader. */
const CONFIRM_PAUSE_MS = 50;

/**
 * The time in which a consumer delivers the initial values. It ends by what comes, or by asking: entries that
 * are removed meanwhile never come, and while others go on writing there is always something pending.
 */
export class InitialPhase {
  readonly #parts: InitialPhaseParts;
  readonly #sync: InitialSync;
  #isProbing = false;
  #isConfirming = false;
  #isOver = false;
  /** Whether something came since the last look. */
  #isActive = false;
  /** All was asked for that was stored when everything counted had come; 0 for not yet. */
  #target = 0;
  /** The last revision that came. */
  #seen: number;
  /** What the leader had when the consumer had nothing more. */
  #due = Infinity;

  constructor(parts: InitialPhaseParts) {
    this.#parts = parts;
    this.#sync = new InitialSync(parts.sync);
    this.#seen = parts.after;
  }

  /** The consumer was made with so many values before it. */
  expect(count: number): void {
    this.#sync.expect(count);
    this.#judge(0);
    if (!this.#isOver) this.#watch();
  }

  /** A value came, and was given to the reader. */
  saw(subject: string, delivery: Delivery): void {
    this.#isActive = true;
    this.#seen = Math.max(this.#seen, delivery.streamSequence);
    this.#sync.saw(subject, delivery);
    this.#judge(delivery.streamSequence);
  }

  /** Whether a key has come before. */
  hasSeen(subject: string, delivery: Delivery): boolean {
    return this.#sync.hasSeen(subject, delivery);
  }

  /** Nothing is on its way: whatever has not come by now is no more. */
  idle(): void {
    if (this.#sync.isCounted) this.#complete();
  }

  /** The consumer is given up. */
  abandon(): void {
    this.#isOver = true;
  }

  #judge(revision: number): void {
    if (this.#isOver) return;
    if (this.#seen >= this.#due) {
      this.#end();
      return;
    }
    const hasPassed = this.#target > 0 && revision >= this.#target;
    if (this.#sync.isComplete || hasPassed) this.#complete();
    else if (this.#sync.isDoubtful || (this.#sync.hasAll && this.#target === 0)) void this.#probe();
  }

  /** The consumer has nothing more; where it may lag behind the leader, that is no proof. */
  #complete(): void {
    const { leader } = this.#parts;
    if (leader?.isCopied === true) void this.#confirm(leader);
    else this.#end();
  }

  /** What the leader has by now comes too, unless it is removed meanwhile. */
  async #confirm(leader: LeaderView): Promise<void> {
    if (this.#isConfirming || this.#isOver) return;
    this.#isConfirming = true;
    while (!this.#isOver) {
      try {
        this.#due = Math.min(this.#due, await leader.lastWanted());
        if (this.#seen >= this.#due) this.#end();
      } catch (error) {
        if (isKvError(error, "PERMISSION_DENIED")) this.#end();
        else this.#parts.unsure?.(error);
      }
      await pause(CONFIRM_PAUSE_MS);
    }
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#parts.complete();
  }

  #watch(): void {
    later(() => {
      if (this.#isOver) return;
      if (!this.#isActive) void this.#probe();
      this.#isActive = false;
      this.#watch();
    }, PROBE_AFTER_MS);
  }

  async #probe(): Promise<void> {
    if (this.#isProbing) return;
    this.#isProbing = true;
    try {
      const { consumer, leader } = this.#parts;
      if (await consumer.isDrained()) this.#complete();
      else if (this.#sync.hasAll && this.#target === 0) {
        this.#target = (await leader?.lastStored()) ?? 0;
      }
    } catch {
      // A consumer that cannot be asked breaks by itself: its heartbeats stay away.
    } finally {
      this.#isProbing = false;
    }
  }
}
