import type { Subscription } from "../contract/transport.ts";
import { KvError } from "../words/errors.ts";
import type { RawEntry, Sink } from "../words/write.ts";

/** Entries that may wait for a reader before the backend is asked to pause. */
const MOST_WAITING = 512;

/** One read: what the backend puts in, and what has been made of it so far. */
export class ReadRun<T> implements Sink {
  readonly #take: (raw: RawEntry) => T | undefined;
  readonly #mayPause: boolean;
  #waiting: T[] = [];
  #isPaused = false;
  #subscription: Subscription | undefined;
  #end: { readonly error: unknown } | "complete" | undefined;
  #cut: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;
  #tidy: (() => void) | undefined;
  #isStopped = false;

  /** @param take - Makes an item of an entry; undefined leaves it out. */
  constructor(take: (raw: RawEntry) => T | undefined, mayPause: boolean) {
    this.#take = take;
    this.#mayPause = mayPause;
  }

  entry(raw: RawEntry): boolean {
    const item = this.#take(raw);
    if (item !== undefined) this.#waiting.push(item);
    this.#wake?.();
    this.#isPaused = this.#mayPause && this.#waiting.length >= MOST_WAITING;
    return !this.#isPaused;
  }

  caughtUp(): void {
    this.#end ??= "complete";
    this.#wake?.();
  }

  closed(reason?: KvError): void {
    const isTheCause = reason?.code === "BUCKET_DELETED" || reason?.code === "CLOSED";
    this.#end ??= { error: isTheCause ? reason : incompleteRead(reason) };
    this.#wake?.();
  }

  /** Ends the read for the reader, whatever waits. */
  cut(error: unknown): void {
    this.#cut ??= { error };
    this.#wake?.();
  }

  /** The backend's side; a read that has been left meanwhile frees it at once. */
  async attach(subscription: Subscription): Promise<void> {
    this.#subscription = subscription;
    if (this.#isStopped) await subscription.stop();
  }

  /** Called once, when the reader is done. */
  onStop(task: () => void): void {
    this.#tidy = task;
  }

  /** Throws when the read was cut. */
  check(): void {
    if (this.#cut !== undefined) throw this.#cut.error;
  }

  /** What has come since the last call, as soon as there is something; undefined at the end. */
  async batch(): Promise<T[] | undefined> {
    for (;;) {
      this.check();
      if (this.#waiting.length > 0) return this.#takeWaiting();
      if (this.#end === "complete") return undefined;
      if (this.#end !== undefined) throw this.#end.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Frees the backend's side. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#tidy?.();
    await this.#subscription?.stop();
  }

  #takeWaiting(): T[] {
    const batch = this.#waiting;
    this.#waiting = [];
    if (this.#isPaused) {
      this.#isPaused = false;
      this.#subscription?.resume();
    }
    return batch;
  }
}

function incompleteRead(cause: KvError | undefined): KvError {
  return KvError.of("INCOMPLETE_READ", "the read was cut short", { cause });
}
