import { invalidArgument } from "../words/options.ts";
import { watchOver, type WatchEnd } from "./watch-end.ts";

/** Somebody who waits for one thing. */
export interface Waiter<T> {
  /** It is here. */
  resolve(result: T): void;
  /** It does not come. */
  reject(error: unknown): void;
}

/** The snapshot of a watch: its initial values at once, asked for at most once. */
export class WatchSnapshot<E> {
  #waiter: Waiter<E[]> | undefined;
  #isAsked = false;

  /** True while somebody waits for it. */
  get isAwaited(): boolean {
    return this.#waiter !== undefined;
  }

  /**
   * Asks for it.
   *
   * @throws `INVALID_ARGUMENT` the second time, and when something has been consumed.
   */
  ask(isUntouched: boolean): Promise<E[]> {
    if (this.#isAsked || !isUntouched) {
      throw invalidArgument("a snapshot is taken once, before anything else is consumed");
    }
    this.#isAsked = true;
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }

  /** Answers with the initial values, or why there are none; false while neither is known. */
  settle(end: WatchEnd | undefined, values: (() => E[]) | undefined): boolean {
    if (this.#waiter === undefined) return false;
    if (end !== undefined) {
      this.#waiter.reject(end.thrown === undefined ? watchOver() : end.thrown.error);
    } else if (values !== undefined) {
      this.#waiter.resolve(values());
    } else {
      return false;
    }
    this.#waiter = undefined;
    return true;
  }
}
