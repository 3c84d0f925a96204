import { isKvError } from "../words/errors.ts";
import type { Posting } from "../words/posting.ts";
import type { BucketLog } from "./bucket-log.ts";
import type { Stored } from "./stored.ts";
import type { LogCursor } from "./log-cursor.ts";
import { ServedLog } from "./served-log.ts";

/** What one bucket takes from another. */
export interface FollowPlan {
  /** The bucket that it comes from; it may be made later. */
  readonly origin: string;
  /** Which keys. */
  readonly filters: readonly string[];
  /** What an entry becomes; undefined keeps it as it is, its revision and its time too. */
  readonly adopt?: ((stored: Stored) => Posting | undefined) | undefined;
}

/** Copies entries from one bucket into another, those that are there and those that come. */
export class Follower {
  readonly target: BucketLog;
  readonly #plan: FollowPlan;
  #cursor: LogCursor | undefined;

  constructor(target: BucketLog, plan: FollowPlan) {
    this.target = target;
    this.#plan = plan;
  }

  /** The name of the bucket that it copies from. */
  get origin(): string {
    return this.#plan.origin;
  }

  /** Begins with a bucket that is there now. */
  attach(origin: BucketLog): void {
    this.#cursor?.close();
    const { filters } = this.#plan;
    this.#cursor = ServedLog.of(origin).cursor({ filters, start: "all" }, () => this.#copy());
    this.#copy();
  }

  /** Copies nothing more. */
  close(): void {
    this.#cursor?.close();
  }

  #copy(): void {
    const { adopt } = this.#plan;
    for (;;) {
      const stored = this.#cursor?.next();
      if (stored === undefined) return;
      if (adopt === undefined) ServedLog.of(this.target).copy(stored);
      else this.#adopt(adopt(stored));
    }
  }

  /** What the target cannot take, such as a message with broken headers, is left out: the next one may do. */
  #adopt(posting: Posting | undefined): void {
    try {
      if (posting !== undefined) ServedLog.of(this.target).adopt(posting);
    } catch (error) {
      if (!isKvError(error)) throw error;
    }
  }
}
