import { Alarm, msOf, realMs } from "./alarm.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { DeliveryMode, DeliveryOwner, Routes } from "./delivery-mode.ts";
import { FlowWindow } from "./flow-window.ts";
import { heartbeat, statusMessage } from "./statuses.ts";

/**
 * Sends messages to a subject, and only while somebody listens to it. Between them it says that it is alive;
 * with flow control it waits for the client when too much is on its way.
 */
export class PushDelivery implements DeliveryMode {
  readonly #routes: Routes;
  readonly #owner: DeliveryOwner;
  readonly #window: FlowWindow | undefined;
  readonly #heartbeatMs: number;
  readonly #heart: Alarm;
  readonly #patience: Alarm;
  #config: ConsumerConfig;
  #isBound: boolean;
  #quietSinceMs = realMs();

  constructor(config: ConsumerConfig, routes: Routes, owner: DeliveryOwner) {
    this.#config = config;
    this.#routes = routes;
    this.#owner = owner;
    this.#window = config.flow_control === true ? new FlowWindow() : undefined;
    this.#heartbeatMs = msOf(config.idle_heartbeat);
    this.#heart = new Alarm(() => this.#beat());
    this.#patience = new Alarm(() => owner.abandoned());
    this.#isBound = this.#isListenedTo();
    if (this.#heartbeatMs > 0) this.#heart.set(this.#heartbeatMs);
    if (!this.#isBound) this.#beginToWait();
  }

  get isReady(): boolean {
    return this.#isBound && this.#window?.isFull !== true;
  }

  get isBound(): boolean {
    return this.#isBound;
  }

  /** Where it delivers to. */
  get subject(): string {
    return this.#config.deliver_subject ?? "";
  }

  countWaiting(): number {
    return 0;
  }

  turn(): string {
    return this.subject;
  }

  sent(to: string, bytes: number): void {
    this.#quietSinceMs = realMs();
    if (this.#window?.sent(to.length + bytes) !== true) return;
    const reply = this.#owner.flowSubject();
    this.#window.asked(reply);
    this.#routes.deliver(to, statusMessage(to, "100 FlowControl Request", [], reply));
  }

  /** A client answered a request for flow control. */
  answered(subject: string): void {
    if (this.#window?.answered(subject) === true) this.#owner.wake();
  }

  settled(): void {}

  interestChanged(): void {
    this.#isBound = this.#isListenedTo();
    if (this.#isBound) {
      this.#patience.clear();
      this.#owner.wakeLater();
    } else if (!this.#patience.isSet) this.#beginToWait();
  }

  reconfigure(config: ConsumerConfig): void {
    const isPatienceNew = config.inactive_threshold !== this.#config.inactive_threshold;
    this.#config = config;
    if (isPatienceNew) this.#patience.clear();
    this.interestChanged();
  }

  end(): void {
    this.#isBound = false;
    this.#heart.clear();
    this.#patience.clear();
  }

  #isListenedTo(): boolean {
    return this.#routes.isListenedTo(this.subject, this.#config.deliver_group ?? "");
  }

  #beginToWait(): void {
    const patienceMs = msOf(this.#config.inactive_threshold);
    if (patienceMs > 0) this.#patience.set(patienceMs);
  }

  #beat(): void {
    const restMs = this.#quietSinceMs + this.#heartbeatMs - realMs();
    this.#heart.set(restMs > 0 ? restMs : this.#heartbeatMs);
    if (restMs > 0) return;
    this.#quietSinceMs = realMs();
    if (!this.#isBound) return;
    const stalledBy = this.#window?.stalledBy;
    this.#routes.deliver(this.subject, heartbeat(this.subject, this.#owner.last, stalledBy));
  }
}
