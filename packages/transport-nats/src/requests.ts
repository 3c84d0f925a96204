import { isKvError, type KvError } from "@revkv/core";
import {
  createInbox,
  headers,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  type Subscription,
} from "@nats-io/nats-core";
import { elapsedMs, later } from "./deadlines.ts";
import { closed, forbidden, gone, late, malformed, nobody, notSent } from "./failures.ts";
import { HeaderReader } from "./header-reader.ts";
import type { WireHeaders } from "./mapping/headers.ts";
import { statusLine } from "./mapping/status-line.ts";

/** One request: what is sent, and what is made of the answers. */
export interface Question<T> {
  readonly subject: string;
  readonly payload: Uint8Array | string;
  readonly headers?: WireHeaders | undefined;
  /** Whether it changes something, so that without an answer its outcome is unknown. */
  readonly isWrite: boolean;
  /** Makes the result of an answer and its data; undefined waits for a further one. What it throws is the result. */
  accept(data: Uint8Array, answer: Msg): T | undefined;
  /** A second chance for what failed; unless given, the request rejects with the error. */
  recover?(error: KvError): Promise<T>;
}

interface Pending {
  readonly question: Question<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  deadlineMs: number;
  isSent: boolean;
}

const NO_RESPONDERS = 503;

/**
 * The requests of one store: a single inbox subscription for all answers and a single timer for all
 * deadlines. Every request ends: by its answer, because nobody listens, in time, because it is forbidden,
 * or with the connection.
 */
export class Requests {
  readonly #connection: NatsConnection;
  readonly #timeoutMs: number;
  readonly #inbox: string;
  #subscription: Subscription;
  readonly #pending = new Map<string, Pending>();
  readonly #headers = new HeaderReader();
  #count = 0;
  #isTimed = false;
  /** Requests wait for a connection: the client drops what it was given before it dials anew. */
  #isDown = false;
  /** The server does not let this connection hear answers; another connection may be let. */
  #refusal: KvError | undefined;
  #isClosed = false;
  /** Told when the last write under way has ended. */
  #idle: (() => void) | undefined;

  /** @param inboxPrefix - What the account lets this connection listen to, `_INBOX` unless it says otherwise. */
  constructor(connection: NatsConnection, inboxPrefix: string | undefined, timeoutMs: number) {
    this.#connection = connection;
    this.#timeoutMs = timeoutMs;
    this.#inbox = `${createInbox(inboxPrefix)}.`;
    this.#subscription = this.#listen();
  }

  /** Sends a request and gives its result. */
  ask<T>(question: Question<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(closed());
    if (this.#refusal !== undefined) return Promise.reject(this.#refusal);
    return new Promise<T>((resolve, reject) => {
      const token = (this.#count += 1).toString(36);
      const deadlineMs = elapsedMs() + this.#timeoutMs;
      // The question's own answers come back to it: T here and there is the same.
      const answered = resolve as (result: unknown) => void;
      const pending = { question, resolve: answered, reject, deadlineMs, isSent: false };
      this.#pending.set(token, pending);
      this.#setTimer(this.#timeoutMs);
      if (!this.#isDown) this.#send(token, pending);
    });
  }

  /** Fails what waits for an answer from a connection that is gone; if for good, also what waits to be sent. */
  disconnected(): void {
    this.#isDown = !this.#connection.isClosed();
    // The client has forgotten a subscription that was refused; the next connection may be let have it.
    const mayListen = this.#isDown && !this.#connection.isDraining();
    if (this.#refusal !== undefined && mayListen) this.#subscription = this.#listen();
    this.#refusal = undefined;
    for (const [token, pending] of Array.from(this.#pending)) {
      const { question, isSent } = pending;
      if (!isSent && this.#isDown) continue;
      const isUnknown = question.isWrite && isSent;
      this.#fail(token, pending, gone("the connection went away before the answer", isUnknown));
    }
  }

  /** Sends what was asked meanwhile, in its order. */
  reconnected(): void {
    this.#isDown = false;
    for (const [token, pending] of Array.from(this.#pending)) {
      if (!pending.isSent) this.#send(token, pending);
    }
  }

  /** Fails the requests to a subject that the server forbids. */
  forbidden(subject: string, cause: unknown): void {
    for (const [token, pending] of Array.from(this.#pending)) {
      if (pending.question.subject === subject)
        this.#fail(token, pending, forbidden(subject, cause));
    }
  }

  /** Takes no more requests, waits for the writes under way, and forgets the reads. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const [token, pending] of Array.from(this.#pending)) {
      if (!pending.question.isWrite || !pending.isSent) this.#fail(token, pending, closed());
    }
    if (this.#pending.size > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    if (!this.#connection.isClosed()) this.#subscription.unsubscribe();
  }

  #listen(): Subscription {
    return this.#connection.subscribe(`${this.#inbox}*`, {
      callback: (error, answer) => {
        if (error === null) this.#take(answer);
        else this.#refuse(forbidden(this.#inbox, error));
      },
    });
  }

  #send(token: string, pending: Pending): void {
    const { subject, payload, headers: fields } = pending.question;
    const reply = this.#inbox + token;
    try {
      if (fields === undefined || fields.length === 0) {
        this.#connection.publish(subject, payload, { reply });
      } else {
        this.#connection.publish(subject, payload, { reply, headers: wire(fields) });
      }
      pending.isSent = true;
    } catch (error) {
      this.#fail(token, pending, notSent(error));
    }
  }

  #take(answer: Msg): void {
    const token = answer.subject.slice(this.#inbox.length);
    const pending = this.#pending.get(token);
    if (pending === undefined) return;
    const { question } = pending;
    const { data } = answer;
    if (
      data.length === 0 &&
      statusLine(this.#headers.textOf(answer, data)).code === NO_RESPONDERS
    ) {
      this.#fail(token, pending, nobody(question.subject));
      return;
    }
    try {
      const result = question.accept(data, answer);
      if (result === undefined) {
        // With several answers it has its whole time again after each.
        pending.deadlineMs = elapsedMs() + this.#timeoutMs;
        return;
      }
      this.#forget(token);
      pending.resolve(result);
    } catch (error) {
      if (isKvError(error)) this.#fail(token, pending, error);
      else this.#fail(token, pending, malformed(question.subject, error));
    }
  }

  #fail(token: string, { question, resolve, reject }: Pending, error: KvError): void {
    this.#forget(token);
    if (question.recover === undefined || this.#isClosed) reject(error);
    else resolve(question.recover(error));
  }

  #refuse(refusal: KvError): void {
    this.#refusal = refusal;
    // A copy: what recovers may ask anew.
    for (const [token, pending] of Array.from(this.#pending)) this.#fail(token, pending, refusal);
  }

  #forget(token: string): void {
    this.#pending.delete(token);
    if (this.#pending.size === 0) this.#idle?.();
  }

  /** One timer for all: it looks at every request, but no more often than one can become late. */
  #setTimer(delayMs: number): void {
    if (this.#isTimed) return;
    this.#isTimed = true;
    later(() => {
      const nowMs = elapsedMs();
      let nextMs = Infinity;
      for (const [token, pending] of Array.from(this.#pending)) {
        const { question, deadlineMs, isSent } = pending;
        if (deadlineMs > nowMs) nextMs = Math.min(nextMs, deadlineMs);
        else this.#fail(token, pending, late(question, this.#timeoutMs, isSent));
      }
      this.#isTimed = false;
      if (this.#pending.size > 0) this.#setTimer(Math.min(nextMs - nowMs, this.#timeoutMs));
    }, delayMs);
  }
}

function wire(fields: WireHeaders): MsgHdrs {
  const made = headers();
  for (const [name, value] of fields) made.append(name, value);
  return made;
}
