import type { Answer, Store } from "../contract/transport.ts";
import { KvError } from "../words/errors.ts";
import { invalidArgument } from "../words/options.ts";

/** Something under way that the end of the manager ends. */
export interface Closable {
  /** Called at most once, when the manager is closed. */
  end(): void;
}

/** What a manager and its buckets share: the store, and whether it is still open. */
export class Session {
  readonly store: Store;
  /** Gets what a listener threw. */
  readonly report: (error: unknown) => void;
  readonly #underWay = new Set<Closable>();
  #closing: Promise<void> | undefined;

  constructor(store: Store, report: (error: unknown) => void) {
    this.store = store;
    this.report = report;
  }

  /**
   * Must pass before anything is sent.
   *
   * @throws `CLOSED`, or the reason of an aborted signal.
   */
  check(signal: AbortSignal | undefined): void {
    if (this.#closing !== undefined) throw closedError();
    checkSignal(signal);
    if (signal?.aborted === true) throw signal.reason;
  }

  /** Takes part in the end of the manager; the returned function takes back. */
  join(closable: Closable): () => void {
    this.#underWay.add(closable);
    return () => void this.#underWay.delete(closable);
  }

  /** The answer to a write: an abort ends the wait, and the write may still happen. The store's end waits for it. */
  written<T>(answer: Answer<T>, signal: AbortSignal | undefined): Answer<T> {
    return answer instanceof Promise && signal !== undefined ? this.#race(answer, signal) : answer;
  }

  /** The answer to a read: an abort and the end of the manager end the wait. */
  found<T>(answer: Answer<T>, signal: AbortSignal | undefined): Answer<T> {
    if (!(answer instanceof Promise)) return answer;
    return this.#race(answer, signal, (reject) => this.join({ end: () => reject(closedError()) }));
  }

  /** Ends what is under way and closes the store, once. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // The first call must be seen as closed by whatever the ends below call back into.
    await Promise.resolve();
    for (const closable of this.#underWay) closable.end();
    this.#underWay.clear();
    await this.store.close();
  }

  #race<T>(
    answer: Promise<T>,
    signal: AbortSignal | undefined,
    join?: (reject: (error: unknown) => void) => () => void,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const leave = join?.(reject);
      const turnAway = signal && onAbort(signal, reject);
      const settled = (): void => {
        leave?.();
        turnAway?.();
      };
      // Not by `finally`, which would make two promises more for each request.
      answer.then(
        (value) => {
          settled();
          return resolve(value);
        },
        (error: unknown) => {
          settled();
          return reject(error);
        },
      );
    });
  }
}

/** Rejects with the signal's reason when it is aborted; the returned function ends that. */
function onAbort(signal: AbortSignal, reject: (error: unknown) => void): () => void {
  const abort = (): void => reject(signal.reason);
  // The call itself may have aborted it, as the function of a modify can.
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return () => signal.removeEventListener("abort", abort);
}

/** What calls after the end reject with. */
export function closedError(): KvError {
  return KvError.of("CLOSED", "the manager is closed", { outcomeUnknown: false });
}

/** Judges a signal by what is used of it, so that those of other realms work. */
function checkSignal(signal: unknown): void {
  if (signal === undefined) return;
  const isSignal =
    typeof signal === "object" &&
    signal !== null &&
    "aborted" in signal &&
    "addEventListener" in signal &&
    typeof signal.addEventListener === "function";
  if (!isSignal) throw invalidArgument("signal is an AbortSignal");
}
