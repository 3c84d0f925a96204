import type { ServedLog, Clock, LogCursor, LogRead, Stored } from "@revkv/core/engine";
import { ackSubject, keyFilterOf } from "@revkv/transport-nats/mapping";
import { isLevelMet } from "../api/api.ts";
import type { Stream } from "../streams/streams.ts";
import type { Message } from "../../routing/message.ts";
import { contentOf } from "./content.ts";
import { filtersOf, type ConsumerConfig } from "./consumer-config.ts";
import type { DeliveryMode, DeliveryOwner, Routes } from "./delivery-mode.ts";
import { PullDelivery } from "./pull-delivery.ts";
import { PushDelivery } from "./push-delivery.ts";
import { randomName } from "./random-name.ts";
import { startOf } from "./start.ts";
import { statusMessage } from "./statuses.ts";
import { Turns } from "./turns.ts";

/** More than this does not wait at one client because of history that it is sent. */
const CONGESTED_BYTES = 4 * 1024 * 1024;
/** Of what tells one request for flow control from another. */
const TOKEN_LENGTH = 4;

/** What a consumer stands in. */
export interface ConsumerPlace {
  readonly clock: Clock;
  readonly routes: Routes;
  /** The consumer has ended by itself: nobody wanted it, or its bucket is gone. */
  ended(consumer: Consumer): void;
}

/** How far a consumer is. */
export interface ConsumerState {
  readonly createdMs: number;
  /** How many messages were delivered, and when the last of them. */
  readonly delivered: number;
  readonly deliveredMs: number | undefined;
  /** The revision of the last; what was looked at before there was one. */
  readonly lastRevision: number;
  /** The revision of the last; what lies before the start when there was none. */
  readonly floor: number;
  readonly waiting: number;
  readonly pending: number;
}

/** A reader of a bucket that this server keeps for a client: where it stands, and how its messages get there. */
export class Consumer implements DeliveryOwner {
  readonly name: string;
  /** The name of the stream that it reads. */
  readonly stream: string;
  readonly log: ServedLog;
  readonly #prefix: string;
  readonly #place: ConsumerPlace;
  readonly #createdMs: number;
  readonly #turns: Turns;
  readonly #delivery: DeliveryMode;
  #config: ConsumerConfig;
  #cursor: LogCursor;
  /** The revision of an entry that was read and that nobody could take; 0 for none. */
  #held = 0;
  #delivered = 0;
  #floor: number;
  #deliveredMs: number | undefined;
  /** Where the last message went, or the first one is to go. */
  #lastTo: string;
  /** Everything up to here has been looked at. */
  #position: number;

  constructor(name: string, config: ConsumerConfig, stream: Stream, place: ConsumerPlace) {
    const { log, prefix, settings } = stream;
    this.name = name;
    this.stream = settings.name;
    this.log = log;
    this.#prefix = prefix;
    this.#place = place;
    this.#config = config;
    this.#createdMs = place.clock.nowMs();
    this.#lastTo = config.deliver_subject ?? "";
    this.#turns = new Turns({
      step: () => this.#step(),
      done: () => this.#delivery.settled(),
      isCongested: () => this.#isCongested(),
    });
    const start = startOf(log, config, this.#filters);
    this.#position = start.revision - 1;
    this.#floor = this.#position;
    this.#cursor = this.#open(start.read);
    const isPush = config.deliver_subject !== undefined;
    this.#delivery = isPush
      ? new PushDelivery(config, place.routes, this)
      : new PullDelivery(config, place.routes, this);
    this.#turns.later();
  }

  /** The settings in force. */
  get config(): ConsumerConfig {
    return this.#config;
  }

  /** Whether somebody listens where it delivers to. */
  get isBound(): boolean {
    return this.#delivery.isBound;
  }

  /** How far it is, at this moment. */
  state(): ConsumerState {
    return {
      createdMs: this.#createdMs,
      delivered: this.#delivered,
      deliveredMs: this.#deliveredMs,
      lastRevision: this.#delivered === 0 ? this.#position : this.#floor,
      floor: this.#floor,
      waiting: this.#delivery.countWaiting(),
      pending: this.pending,
    };
  }

  get last(): { readonly consumer: number; readonly stream: number } {
    return { consumer: this.#delivered, stream: this.#position };
  }

  get pending(): number {
    const isHeld = this.#held > 0 && this.log.at(this.#held) !== undefined;
    return this.#cursor.pending + (isHeld ? 1 : 0);
  }

  flowSubject(): string {
    return `$JS.FC.${this.stream}.${this.name}.${randomName(TOKEN_LENGTH)}`;
  }

  wake(): void {
    this.#turns.run();
  }

  wakeLater(): void {
    this.#turns.later();
  }

  abandoned(): void {
    this.#place.ended(this);
  }

  /** Somebody listens where it delivers to, or nobody does any more. */
  interestChanged(): void {
    this.#delivery.interestChanged();
  }

  /** A client asks for messages. */
  request({ reply, payload, headers }: Message): void {
    const { routes } = this.#place;
    if (!(this.#delivery instanceof PullDelivery))
      routes.deliver(reply, statusMessage(reply, "409 Consumer is push based"));
    else if (!isLevelMet(headers))
      routes.deliver(reply, statusMessage(reply, "412 Required Api Level"));
    else this.#delivery.request(reply, payload);
  }

  /** A client says that it has read what was sent; false where nobody asked it. */
  answered(subject: string): boolean {
    if (!(this.#delivery instanceof PushDelivery) || this.#config.flow_control !== true)
      return false;
    this.#delivery.answered(subject);
    return true;
  }

  /** Goes on with other settings from where it stands. */
  reconfigure(config: ConsumerConfig): void {
    const before = this.#filters.join(" ");
    this.#config = config;
    if (this.#filters.join(" ") !== before) {
      this.#cursor.close();
      this.#held = 0;
      this.#cursor = this.#open({ revision: this.#position + 1 });
    }
    this.#delivery.reconfigure(config);
    this.#turns.later();
  }

  /** Ends it; `isTold`: whether clients that wait are to know. */
  end(how: { readonly isTold: boolean }): void {
    this.#turns.end();
    this.#cursor.close();
    this.#held = 0;
    this.#delivery.end(how);
  }

  /** What of the bucket it is about. */
  get #filters(): readonly string[] {
    const subjects = filtersOf(this.#config);
    if (subjects.length === 0) return [">"];
    const filters = subjects.map((subject) => keyFilterOf(this.#prefix, subject));
    return [...new Set(filters.filter((filter) => filter !== undefined))];
  }

  #open(start: LogRead["start"]): LogCursor {
    const cursor = this.log.cursor({ filters: this.#filters, start }, () => {
      if (cursor.isOver) this.#place.ended(this);
      else this.#turns.run();
    });
    return cursor;
  }

  /** Delivers one message and gives its size; 0 when there is none, or nobody to take it. */
  #step(): number {
    if (!this.#delivery.isReady) return 0;
    const stored = this.#peek();
    if (stored === undefined) {
      // One that began later than with the first entry, and has found nothing yet, stays where it began.
      if (this.#delivered > 0 || this.#floor === 0) this.#position = this.log.lastRevision;
      return 0;
    }
    return this.#deliver(stored);
  }

  #peek(): Stored | undefined {
    const held = this.#held === 0 ? undefined : this.log.at(this.#held);
    const stored = held ?? this.#cursor.next();
    this.#held = stored?.revision ?? 0;
    return stored;
  }

  #deliver(stored: Stored): number {
    const { revision } = stored;
    const message = this.#messageOf(stored);
    const { subject, reply, headers, payload } = message;
    const bytes = reply.length + headers.length + payload.length;
    const to = this.#delivery.turn(subject.length + bytes);
    if (to === undefined) return 0;
    this.#held = 0;
    this.#delivered += 1;
    this.#floor = revision;
    this.#position = revision;
    this.#deliveredMs = this.#place.clock.nowMs();
    this.#lastTo = to;
    this.#place.routes.deliver(to, message);
    this.#delivery.sent(to, bytes);
    return bytes;
  }

  #messageOf(stored: Stored): Message {
    const reply = ackSubject(this.stream, this.name, {
      streamSequence: stored.revision,
      consumerSequence: this.#delivered + 1,
      createdMs: stored.createdMs,
      pending: this.#cursor.pending,
    });
    const areHeadersAlone = this.#config.headers_only === true;
    return {
      subject: this.#prefix + stored.key,
      reply,
      ...contentOf(stored, { areHeadersAlone }),
    };
  }

  /** Whether so much waits at the client that more would only fill the memory. */
  #isCongested(): boolean {
    return this.#place.routes.backlogBytes(this.#lastTo) > CONGESTED_BYTES;
  }
}
