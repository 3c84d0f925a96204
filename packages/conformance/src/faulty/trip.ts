import type { Answer, Clock } from "@revkv/core";
import type { Call } from "./call.ts";
import { closed, gone, late } from "./failures.ts";
import type { Line } from "./line.ts";

/** What a trip needs of the connection that it goes over. */
export interface TripParts<T> {
  readonly call: Call;
  /** Does what was called. */
  readonly run: () => Answer<T>;
  /** Requests on their way: they arrive in the order in which they were sent. */
  readonly requests: Line;
  readonly clock: Clock;
  /** How long the caller waits; undefined for as long as the backend takes. */
  readonly timeoutMs: number | undefined;
  /** The connection goes away under a call. */
  readonly breakDown: (call: Call) => void;
  /** Called once, when the caller has been told something. */
  readonly over: () => void;
}

type Outcome<T> = { readonly result: T } | { readonly error: unknown };

/** The way of one call to the backend, and of its answer back. */
export class Trip<T> {
  /** What the caller is told. */
  readonly answer: Promise<T>;
  readonly #parts: TripParts<T>;
  #settle: (outcome: Outcome<T>) => void = () => {};
  readonly #stopTimer: (() => void) | undefined;
  #isSent = false;
  /** The connection went away, and the request with it. */
  #isLost = false;
  /** The caller has been told something; the request may still arrive. */
  #isOver = false;

  constructor(parts: TripParts<T>) {
    this.#parts = parts;
    this.answer = new Promise((resolve, reject) => {
      this.#settle = (outcome) => {
        if ("result" in outcome) resolve(outcome.result);
        else reject(outcome.error);
      };
    });
    const { clock, timeoutMs } = parts;
    if (timeoutMs !== undefined) {
      this.#stopTimer = clock.schedule(() => this.#end(this.#noAnswer()), timeoutMs);
    }
  }

  /** There is a connection. */
  send(): void {
    if (this.#isSent) return;
    this.#isSent = true;
    const { call, requests } = this.#parts;
    requests.add(() => this.#arrive(), call.delayMs("the request"));
  }

  /** The connection is gone. What was not sent waits for another one. */
  disconnected(): void {
    if (!this.#isSent) return;
    const { call } = this.#parts;
    // A request that was on its way may have come through, and nobody here can tell.
    this.#isLost = call.draw("lost on the way") < 0.5;
    call.met("disconnect");
    this.#end({ error: gone(call.what, call.isWrite) });
  }

  /** The store is being closed: it waits for writes that were sent, and for nothing else. */
  close(): void {
    if (!this.#parts.call.isWrite || !this.#isSent) this.#end({ error: closed() });
  }

  #arrive(): void {
    const { call, breakDown } = this.#parts;
    const { fault } = call;
    if (fault === "disconnect" && !this.#isOver) breakDown(call);
    if (this.#isLost) return;
    if (fault === "fail" || fault === "loseRequest" || fault === "loseReply") call.met(fault);
    if (fault === "fail") this.#answer({ error: call.refusal });
    else if (fault === "loseRequest") this.#answer(this.#noAnswer());
    else if (fault === "loseReply") this.#carryOut(() => this.#answer(this.#noAnswer()));
    else this.#carryOut((outcome) => this.#answer(outcome));
    if (fault !== "duplicate") return;
    call.met(fault);
    this.#carryOut(() => {});
  }

  /** Does what was called, and tells what came of it. */
  #carryOut(tell: (outcome: Outcome<T>) => void): void {
    try {
      const answer = this.#parts.run();
      if (!(answer instanceof Promise)) tell({ result: answer });
      else
        answer.then(
          (result) => tell({ result }),
          (error: unknown) => tell({ error }),
        );
    } catch (error) {
      tell({ error });
    }
  }

  /** Brings an answer back. */
  #answer(outcome: Outcome<T>): void {
    const delayMs = this.#parts.call.delayMs("the answer");
    if (delayMs === 0) this.#end(outcome);
    else if (!this.#isOver) this.#parts.clock.schedule(() => this.#end(outcome), delayMs);
  }

  #end(outcome: Outcome<T>): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopTimer?.();
    this.#parts.over();
    this.#settle(outcome);
  }

  #noAnswer(): Outcome<T> {
    const { call } = this.#parts;
    return { error: late(call.what, call.isWrite && this.#isSent) };
  }
}
