import type { Answer, Clock } from "@revkv/core";
import type { Call } from "./call.ts";
import type { Condition } from "./condition.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { Line } from "./line.ts";
import type { CallAbout } from "./next-faults.ts";
import { Trip } from "./trip.ts";

/** What the calls of a store share with those of other stores. */
export interface CallsParts {
  readonly plan: FaultPlan;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly condition: Condition;
  /** The connection goes away under a call. */
  readonly breakDown: (call: Call) => void;
}

/** A trip, whatever its answer is. */
type AnyTrip = Pick<Trip<unknown>, "answer" | "send" | "disconnected" | "close">;

/** The calls of one store, over a connection that comes and goes. */
export class Calls {
  readonly #parts: CallsParts;
  readonly #requests: Line;
  readonly #underWay = new Set<AnyTrip>();

  constructor(parts: CallsParts) {
    this.#parts = parts;
    this.#requests = new Line(parts.clock);
  }

  /** Decides what is to happen to a call. */
  plan(about: CallAbout): Call {
    return this.#parts.plan.call(about);
  }

  /** Makes a call. What answers at once does so, unless something is to happen to it. */
  make<T>(call: Call, run: () => Answer<T>): Answer<T> {
    const { condition, timeoutMs } = this.#parts;
    const isFree = call.isUntroubled && condition.isUp && this.#requests.isEmpty;
    if (!isFree) return this.#send(call, run, timeoutMs);
    const answer = run();
    return answer instanceof Promise ? this.#send(call, () => answer, undefined) : answer;
  }

  /** The connection is gone. */
  disconnected(): void {
    for (const trip of this.#underWay) trip.disconnected();
  }

  /** There is a connection again: what was called meanwhile is sent, in its order. */
  reconnected(): void {
    for (const trip of this.#underWay) {
      // The connection may go away under the first of them.
      if (this.#parts.condition.isUp) trip.send();
    }
  }

  /** Requests on their way arrive at once. */
  hurry(): void {
    this.#requests.hurry();
  }

  /** Waits for the writes that were sent, and ends everything else. */
  async close(): Promise<void> {
    for (const trip of this.#underWay) trip.close();
    await Promise.allSettled(Array.from(this.#underWay, ({ answer }) => answer));
  }

  #send<T>(call: Call, run: () => Answer<T>, timeoutMs: number | undefined): Promise<T> {
    const { clock, breakDown } = this.#parts;
    const requests = this.#requests;
    const over = (): void => void this.#underWay.delete(trip);
    const trip = new Trip<T>({ call, run, requests, clock, timeoutMs, breakDown, over });
    this.#underWay.add(trip);
    if (this.#parts.condition.isUp) trip.send();
    return trip.answer;
  }
}
