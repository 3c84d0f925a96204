import type { Message } from "../routing/message.ts";
import type { Listener } from "../routing/router.ts";

/** Where a subscription's messages go. */
export interface Subscriber {
  readonly backlogBytes: number;
  /** Sends a message to the client under the client's own name for the subscription. */
  send(sid: string, message: Message): void;
  /** Ends a subscription. */
  drop(sid: string): void;
}

/** What a client listens to. */
export class Subscription implements Listener {
  readonly subject: string;
  readonly queue: string;
  readonly sid: string;
  readonly owner: Subscriber;
  #received = 0;
  #max = Number.POSITIVE_INFINITY;

  constructor(owner: Subscriber, subject: string, queue: string, sid: string) {
    this.owner = owner;
    this.subject = subject;
    this.queue = queue;
    this.sid = sid;
  }

  get backlogBytes(): number {
    return this.owner.backlogBytes;
  }

  /** Ends the subscription after so many messages, those counted that it has got; 0 ends it at once. */
  limit(max: number): void {
    this.#max = max;
    if (this.#received >= max) this.owner.drop(this.sid);
  }

  deliver(message: Message): void {
    // One that was collected for this message may have ended since.
    if (this.#received >= this.#max) return;
    this.#received += 1;
    this.owner.send(this.sid, message);
    if (this.#received === this.#max) this.owner.drop(this.sid);
  }
}
