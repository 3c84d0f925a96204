import { realMs } from "./alarm.ts";
import type { PullRequest } from "./pull-request.ts";

/** A request that waits. */
export interface Waiting {
  /** Where its messages go. */
  readonly reply: string;
  /** Messages still wanted. */
  batch: number;
  delivered: number;
  /** Bytes still wanted; 0 for no limit. */
  bytes: number;
  /** When it ends; infinite for never. */
  readonly expiresAtMs: number;
  readonly isNoWait: boolean;
  readonly heartbeatMs: number;
  /** When the next word is due that the consumer is alive; infinite for never. */
  heartbeatAtMs: number;
}

/** A client cannot make this server keep more requests than this, whatever the consumer's settings say. */
const MOST_WAITING = 2_000;

/** The requests that wait at a consumer: they take turns, a message each. */
export class PullQueue {
  readonly #most: number;
  #waiting: Waiting[] = [];
  #nextMs = Infinity;
  #hasNoWait = false;

  constructor(most: number) {
    this.#most = Math.min(most, MOST_WAITING);
  }

  /** How many there are. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Whether there is no room for another one. */
  get isFull(): boolean {
    return this.#waiting.length >= this.#most;
  }

  /** Whose turn it is. */
  get first(): Waiting | undefined {
    return this.#waiting[0];
  }

  /** Messages that all of them want together. */
  get wanted(): number {
    return this.#waiting.reduce((sum, { batch }) => sum + batch, 0);
  }

  /** Puts a request behind the others. */
  add(reply: string, request: PullRequest): void {
    const nowMs = realMs();
    const { batch, maxBytes, expiresMs, heartbeatMs, isNoWait } = request;
    const waiting: Waiting = {
      reply,
      batch,
      delivered: 0,
      bytes: maxBytes,
      expiresAtMs: expiresMs === 0 ? Infinity : nowMs + expiresMs,
      isNoWait,
      heartbeatMs,
      heartbeatAtMs: heartbeatMs === 0 ? Infinity : nowMs + heartbeatMs,
    };
    this.#waiting.push(waiting);
    this.#note(waiting);
  }

  /** Counts a message for the first one, which it gives; it goes behind the others, or away when it has all it wanted. */
  serve(): Waiting | undefined {
    const first = this.#waiting.shift();
    if (first === undefined) return undefined;
    first.delivered += 1;
    first.batch -= 1;
    if (first.batch > 0) this.#waiting.push(first);
    return first;
  }

  /** Removes the first one. */
  drop(): void {
    this.#waiting.shift();
  }

  /** Keeps those alone that `stays` says. */
  keep(stays: (waiting: Waiting) => boolean): void {
    const waiting = this.clear();
    // What comes while a client is told something stands behind the others.
    const kept = waiting.filter(stays);
    for (const one of kept) this.#note(one);
    this.#waiting = [...kept, ...this.#waiting];
  }

  /** When the next one may end, or want to hear that the consumer is alive; infinite for never. It is not later than that. */
  get nextMs(): number {
    return this.#nextMs;
  }

  /** Whether one may be among them that does not wait for what is to come. */
  get hasNoWait(): boolean {
    return this.#hasNoWait;
  }

  /** Removes all, and gives them. */
  clear(): readonly Waiting[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#nextMs = Infinity;
    this.#hasNoWait = false;
    return waiting;
  }

  /** Known without a look at all of them: there may be many, and each message asks. */
  #note({ expiresAtMs, heartbeatAtMs, isNoWait }: Waiting): void {
    this.#nextMs = Math.min(this.#nextMs, expiresAtMs, heartbeatAtMs);
    this.#hasNoWait ||= isNoWait;
  }
}
