import { isKvError, KvError, type Clock, type Store, type Transport } from "@revkv/core";
import type { FaultName, MetFault } from "./call-fault.ts";
import type { Call } from "./call.ts";
import { later } from "./clock.ts";
import type { Condition } from "./condition.ts";
import { FaultPlan } from "./fault-plan.ts";
import { FaultyStore } from "./faulty-store.ts";
import { parseNext, type NextOptions } from "./next-faults.ts";
import { parseFaultyOptions, type FaultyOptions, type FaultyPlan } from "./options.ts";
import { Past } from "./past.ts";

/** A transport on which things go wrong: by chance, and when a test says so. */
export interface FaultyTransport extends Transport {
  /** Every fault that has happened so far, for the message of a test that fails. */
  readonly faults: readonly MetFault[];
  /** The next call that can meet this fault meets it; `times` and `of` say how many and which. */
  next(fault: FaultName, options?: NextOptions): void;
  /**
   * The connection goes away. Calls that wait for an answer reject with `DISCONNECTED`; what is called
   * meanwhile waits, up to `timeoutMs`; finite reads end with `INCOMPLETE_READ`, watches fall silent.
   */
  disconnect(): void;
  /** The connection is back: calls that wait are sent in their order, watches go on. */
  reconnect(): void;
  /** Watches are given nothing, and what is written waits. */
  holdWatches(): void;
  /** Watches are given all that waits, at once: more than the buffer of a slow reader may hold. */
  releaseWatches(): void;
  /** All watches end, with `DISCONNECTED` and the last revision that they were given unless told otherwise. */
  endWatches(reason?: KvError): void;
  /**
   * Everything is well from now on: connected, nothing held, nothing by chance, nothing asked for. Requests
   * that were on their way arrive at once, so that what is read next is what has become of everything.
   */
  heal(): void;
}

/**
 * A transport that does to an application what a network does: answers late, lost, twice or of an earlier
 * state, a connection that comes and goes. All that goes over one such object is one connection: several
 * over the same backend are several, of which one can be cut off. Throws `INVALID_ARGUMENT`.
 *
 * @example
 * const store = faulty(local(), { seed: 7 });
 * const inbox = await (await connect(store)).create("inbox");
 * store.next("loseReply", { of: "write" });
 * const error = await inbox.put("a", "hello").catch((reason: unknown) => reason);
 * console.log(isKvError(error, "TIMEOUT") && error.outcomeUnknown); // true
 * console.log((await inbox.get("a"))?.text()); // hello
 */
export function faulty(transport: Transport, options?: FaultyOptions): FaultyTransport {
  if (typeof transport?.open !== "function") {
    throw KvError.of("INVALID_ARGUMENT", "faulty takes a transport, such as local()");
  }
  return new FaultyConnection(transport, parseFaultyOptions(options));
}

class FaultyConnection implements FaultyTransport {
  readonly name: string;
  readonly #transport: Transport;
  readonly #plan: FaultPlan;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #past: Past = new Past();
  readonly #condition: Condition = { isUp: true, areWatchesHeld: false };
  readonly #stores: FaultyStore[] = [];
  /** How often the connection has gone away or come back. */
  #changes = 0;

  constructor(transport: Transport, plan: FaultyPlan) {
    this.name = `faulty ${transport.name}`;
    this.#transport = transport;
    this.#plan = new FaultPlan(plan);
    this.#clock = plan.clock;
    this.#timeoutMs = plan.timeoutMs;
  }

  get faults(): readonly MetFault[] {
    return this.#plan.met;
  }

  async open(): Promise<Store> {
    const store = new FaultyStore(await this.#transport.open(), {
      plan: this.#plan,
      clock: this.#clock,
      timeoutMs: this.#timeoutMs,
      condition: this.#condition,
      past: this.#past,
      breakDown: (call) => this.#breakDown(call),
    });
    this.#stores.push(store);
    return store;
  }

  next(fault: FaultName, options?: NextOptions): void {
    this.#plan.add(parseNext(fault, options));
  }

  disconnect(): void {
    // Also when it is away already: it is not back before the test says so.
    this.#changes += 1;
    this.#condition.isUp = false;
    for (const store of this.#stores) store.disconnected();
  }

  reconnect(): void {
    this.#changes += 1;
    this.#condition.isUp = true;
    for (const store of this.#stores) store.reconnected();
  }

  holdWatches(): void {
    this.#regulate(true);
  }

  releaseWatches(): void {
    this.#regulate(false);
  }

  endWatches(reason?: KvError): void {
    if (reason !== undefined && !isKvError(reason)) {
      throw KvError.of("INVALID_ARGUMENT", "a watch ends with a KvError");
    }
    for (const store of this.#stores) store.endWatches(reason);
  }

  heal(): void {
    this.#plan.heal();
    this.reconnect();
    this.releaseWatches();
    for (const store of this.#stores) store.hurry();
  }

  #regulate(areWatchesHeld: boolean): void {
    this.#condition.areWatchesHeld = areWatchesHeld;
    for (const store of this.#stores) store.regulate();
  }

  /** Away under a call, and back a while later, unless a test has said something else meanwhile. */
  #breakDown(call: Call): void {
    this.disconnect();
    const changes = this.#changes;
    later(this.#clock, call.delayMs("the way back"), () => {
      if (changes === this.#changes) this.reconnect();
    });
  }
}
