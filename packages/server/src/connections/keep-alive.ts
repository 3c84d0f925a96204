/** The first PING after CONNECT comes soon, to see that the client is really there. */
const FIRST_PING_MS = 2_000;

/** Asks a quiet client from time to time whether it is still there. */
export class KeepAlive {
  readonly #intervalMs: number;
  readonly #maxPingsOut: number;
  readonly #ping: () => void;
  readonly #onStale: () => void;
  #timer: NodeJS.Timeout | undefined;
  #pingsOut = 0;
  #isActive = false;
  #hasAsked = false;

  constructor(options: {
    readonly intervalMs: number;
    readonly maxPingsOut: number;
    readonly ping: () => void;
    readonly onStale: () => void;
  }) {
    this.#intervalMs = options.intervalMs;
    this.#maxPingsOut = options.maxPingsOut;
    this.#ping = options.ping;
    this.#onStale = options.onStale;
    this.#wait(this.#intervalMs);
  }

  /** The client has introduced itself. */
  connected(): void {
    this.#hasAsked = false;
    this.#wait(Math.min(this.#intervalMs, FIRST_PING_MS));
  }

  /** The client has asked for something, so that it need not be asked. */
  active(): void {
    this.#isActive = true;
  }

  /** The client has answered. */
  answered(): void {
    this.#pingsOut = 0;
  }

  /** Asks no more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), ms).unref();
  }

  #check(): void {
    if (!this.#isActive || !this.#hasAsked) {
      if (this.#pingsOut >= this.#maxPingsOut) {
        this.#onStale();
        return;
      }
      this.#pingsOut += 1;
      this.#hasAsked = true;
      this.#ping();
    }
    this.#isActive = false;
    this.#wait(this.#intervalMs);
  }
}
