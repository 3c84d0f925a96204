import { goDuration } from "@revkv/core/words";
import type { HeaderField } from "../../routing/headers.ts";
import { Alarm, msOf, realMs } from "./alarm.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { DeliveryMode, DeliveryOwner, Routes } from "./delivery-mode.ts";
import { PullQueue, type Waiting } from "./pull-queue.ts";
import { parsePull, type PullRequest } from "./pull-request.ts";
import { heartbeat, statusMessage } from "./statuses.ts";

/** A full queue is looked through for requests that have ended at most once in so long. */
const LOOK_AGAIN_MS = 1_000;

/** Sends messages to those who ask for them, in turns. */
export class PullDelivery implements DeliveryMode {
  readonly isBound = false;
  readonly #routes: Routes;
  readonly #owner: DeliveryOwner;
  readonly #queue: PullQueue;
  readonly #next: Alarm;
  readonly #patience: Alarm;
  #config: ConsumerConfig;
  /** What the alarm is set to. */
  #nextMs = Infinity;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #lastActiveMs = Number.NEGATIVE_INFINITY;

  constructor(config: ConsumerConfig, routes: Routes, owner: DeliveryOwner) {
    this.#config = config;
    this.#routes = routes;
    this.#owner = owner;
    this.#queue = new PullQueue(config.max_waiting ?? 0);
    this.#next = new Alarm(() => this.settled());
    this.#patience = new Alarm(() => this.#idle());
    this.#watchIdleness();
  }

  get isReady(): boolean {
    return this.#queue.size > 0;
  }

  countWaiting(): number {
    this.#look({ isAtEnd: false });
    return this.#queue.size;
  }

  /** Takes a client's request, or tells the client why not. */
  request(reply: string, payload: Uint8Array): void {
    const request = parsePull(payload);
    const refusal =
      typeof request === "string" ? `400 Bad Request - ${request}` : this.#refusal(request);
    if (refusal !== undefined) this.#tell(reply, refusal);
    else if (typeof request !== "string") this.#enqueue(reply, request);
  }

  turn(size: number): string | undefined {
    for (let first = this.#queue.first; first !== undefined; first = this.#queue.first) {
      if (realMs() >= first.expiresAtMs) this.#expire(first);
      else if (first.bytes > 0 && size > first.bytes)
        this.#tell(first.reply, "409 Message Size Exceeds MaxBytes", pendingOf(first));
      else if (this.#routes.hasInterest(first.reply)) {
        takeBytes(first, size);
        return first.reply;
      }
      this.#queue.drop();
    }
    return undefined;
  }

  sent(to: string): void {
    this.#lastActiveMs = realMs();
    const served = this.#queue.serve();
    if (served === undefined) return;
    if (served.batch > 0) {
      if (served.heartbeatMs > 0) served.heartbeatAtMs = realMs() + served.heartbeatMs;
    } else if (served.bytes > 0) this.#tell(to, "409 Batch Completed", pendingOf(served));
  }

  settled(): void {
    if (this.#queue.hasNoWait || realMs() >= this.#queue.nextMs) this.#look({ isAtEnd: true });
    const { nextMs } = this.#queue;
    if (nextMs === Infinity) this.#next.clear();
    else if (nextMs !== this.#nextMs || !this.#next.isSet) this.#next.set(nextMs - realMs());
    this.#nextMs = nextMs;
  }

  interestChanged(): void {}

  reconfigure(config: ConsumerConfig): void {
    const isOther = config.inactive_threshold !== this.#config.inactive_threshold;
    this.#config = config;
    if (isOther) this.#watchIdleness();
  }

  end({ isTold }: { readonly isTold: boolean }): void {
    this.#next.clear();
    this.#patience.clear();
    const waiting = this.#queue.clear();
    if (isTold) for (const { reply } of waiting) this.#tell(reply, "409 Consumer Deleted");
  }

  #enqueue(reply: string, request: PullRequest): void {
    if (!this.#queue.isFull) {
      this.#lastActiveMs = realMs();
      this.#queue.add(reply, request);
      this.#owner.wake();
      // A client that waits for heartbeats sees that it has none; told at once, it would ask again at once.
    } else if (request.heartbeatMs === 0) this.#tell(reply, "409 Exceeded MaxWaiting");
  }

  #refusal(request: PullRequest): string | undefined {
    const { max_batch = 0, max_expires, max_bytes = 0 } = this.#config;
    if (max_batch > 0 && request.batch > max_batch)
      return `409 Exceeded MaxRequestBatch of ${max_batch}`;
    if (max_expires !== undefined && request.expiresMs > msOf(max_expires))
      return `409 Exceeded MaxRequestExpires of ${goDuration(msOf(max_expires))}`;
    if (max_bytes > 0 && request.maxBytes > max_bytes)
      return `409 Exceeded MaxRequestMaxBytes of ${max_bytes}`;
    if (this.#queue.isFull && realMs() - this.#lookedMs > LOOK_AGAIN_MS)
      this.#look({ isAtEnd: false });
    return request.isNoWait ? this.#nothingFor(request) : undefined;
  }

  #nothingFor(request: PullRequest): string | undefined {
    const { pending } = this.#owner;
    if (pending > 0) this.#look({ isAtEnd: false });
    const isNothing = pending === 0 && request.expiresMs === 0;
    const isTaken = pending > 0 && pending < this.#queue.wanted;
    if (isNothing || isTaken) this.#lastActiveMs = realMs();
    if (isNothing) return "404 No Messages";
    return isTaken ? "408 Requests Pending" : undefined;
  }

  /**
   * Ends requests whose time is over or whose client has gone, and those that do not wait where all is
   * delivered; tells the others that the consumer is alive where that is due.
   */
  #look({ isAtEnd }: { readonly isAtEnd: boolean }): void {
    const nowMs = realMs();
    this.#lookedMs = nowMs;
    this.#queue.keep((waiting) => {
      if (nowMs >= waiting.expiresAtMs) {
        this.#expire(waiting);
        return false;
      }
      const hasNoTime = waiting.expiresAtMs === Infinity || waiting.delivered > 0;
      if (isAtEnd && waiting.isNoWait && hasNoTime) {
        this.#tell(waiting.reply, "404 No Messages");
        this.#lastActiveMs = nowMs;
        return false;
      }
      if (!this.#routes.hasInterest(waiting.reply)) return false;
      if (nowMs >= waiting.heartbeatAtMs) {
        this.#routes.deliver(waiting.reply, heartbeat(waiting.reply, this.#owner.last));
        waiting.heartbeatAtMs = nowMs + waiting.heartbeatMs;
      }
      return true;
    });
  }

  #expire(waiting: Waiting): void {
    this.#tell(waiting.reply, "408 Request Timeout", pendingOf(waiting));
    this.#lastActiveMs = Math.max(this.#lastActiveMs, waiting.expiresAtMs);
  }

  #tell(to: string, status: string, fields: readonly HeaderField[] = []): void {
    this.#routes.deliver(to, statusMessage(to, status, fields));
  }

  #watchIdleness(): void {
    const patienceMs = msOf(this.#config.inactive_threshold);
    if (patienceMs > 0) this.#patience.set(patienceMs);
    else this.#patience.clear();
  }

  /** A request that waits is reason enough to stay; otherwise the last one counts. */
  #idle(): void {
    this.#look({ isAtEnd: true });
    const patienceMs = msOf(this.#config.inactive_threshold);
    const restMs = this.#lastActiveMs + patienceMs - realMs();
    if (this.#queue.size > 0) this.#patience.set(patienceMs);
    else if (restMs > 0) this.#patience.set(restMs);
    else this.#owner.abandoned();
  }
}

function takeBytes(first: Waiting, size: number): void {
  if (first.bytes === 0) return;
  first.bytes -= size;
  // This one, and then it is over.
  if (first.bytes === 0) first.batch = 1;
}

function pendingOf({ batch, bytes }: Waiting): readonly HeaderField[] {
  return [
    ["Nats-Pending-Messages", batch],
    ["Nats-Pending-Bytes", bytes],
  ];
}
