import type { KvError } from "@revkv/core";
import { headerIn } from "@revkv/core/words";
import { createInbox, nuid, type Msg, type Subscription } from "@nats-io/nats-core";
import type { Backend } from "./backend.ts";
import { Backlog } from "./backlog.ts";
import { elapsedMs, every, pause } from "./deadlines.ts";
import { forbidden, lost, mayPass, notSent, unheard } from "./failures.ts";
import { HeaderReader } from "./header-reader.ts";
import { consumerRequest, type ConsumerStart } from "./mapping/consumer-config.ts";
import { parseDelivery, type Delivery } from "./mapping/delivery.ts";
import { statusLine } from "./mapping/status-line.ts";

/** What a consumer is made for. */
export interface ConsumerWish {
  readonly bucket: string;
  readonly stream: string;
  /** Full subjects. */
  readonly subjects: readonly string[];
  readonly start: ConsumerStart;
  readonly metaOnly: boolean;
}

/** Who listens to a consumer. */
export interface ConsumerListener {
  /** The next message with its headers as they came, none left out; false asks to hold what follows. */
  message(delivery: Delivery, message: Msg, headers: string): boolean;
  /** The server has nothing more to send for now. */
  idle(): void;
  /** Messages were lost, or the server is silent: this consumer is of no more use. */
  broken(reason: KvError): void;
}

/** What the server said of a consumer that it made. */
export interface ConsumerState {
  readonly num_pending: number;
  readonly delivered: { readonly consumer_seq: number; readonly stream_seq: number };
}

/** So often the server says that it is there. */
const HEARTBEAT_MS = 2_000;
/** A server that was silent for so many heartbeats is taken for gone. */
const MISSED_HEARTBEATS = 2;
/** So long flow control may wait for an answer that was given: two heartbeats, and no third. */
const LONGEST_STALL_MS = 1.5 * HEARTBEAT_MS;
/** So long a consumer whose listener is gone stays on the server. */
const ABANDONED_MS = 60_000;
/** Looks whether everything has come, before nobody waits for it any more. */
const MOST_LOOKS = 25;
const LOOK_MS = 10;
const CONTROL = 100;

/**
 * One ordered consumer on the server: ephemeral, its messages counted, its heartbeats and its flow control
 * answered. When it breaks it is given up; a successor has another name.
 */
export class OrderedConsumer {
  readonly name: string;
  readonly #backend: Backend;
  readonly #wish: ConsumerWish;
  readonly #listener: ConsumerListener;
  /** Where the server delivers to. */
  readonly inbox: string;
  #subscription: Subscription | undefined;
  #stopWatchman: (() => void) | undefined;
  #heardMs = 0;
  #hasHeard = false;
  /** When it was last looked whether something was heard. */
  #listenedMs = 0;
  #lastSequence = 0;
  #lastRevision = 0;
  /** Since when the server waits for an answer to its flow control, although it was given; 0 for not. */
  #stalledMs = 0;
  /** What came while the listener wanted a pause. */
  readonly #held = new Backlog<Msg>();
  readonly #headers = new HeaderReader();
  #isHolding = true;
  #isOver = false;
  #isClosed = false;

  /** A new consumer holds what comes until {@link resume}. */
  constructor(backend: Backend, wish: ConsumerWish, listener: ConsumerListener) {
    // Short, since every message brings it along; its last part is what tells one from the other.
    this.name = `kv_${nuid.next().slice(-10)}`;
    this.#backend = backend;
    this.#wish = wish;
    this.#listener = listener;
    this.inbox = createInbox(backend.inboxPrefix);
  }

  /** Whether it was given up, or broke. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether anything ever came, be it a heartbeat. */
  get hasHeard(): boolean {
    return this.#hasHeard;
  }

  /** Listens first, then makes the consumer: its first message may come before the server's answer. */
  async open(): Promise<ConsumerState> {
    const { api, connection } = this.#backend;
    const { bucket, stream, subjects, start, metaOnly } = this.#wish;
    try {
      this.#subscription = connection.subscribe(this.inbox, {
        callback: (error, message) => {
          if (error === null) this.#take(message);
          else this.#break(forbidden(this.inbox, error));
        },
      });
    } catch (error) {
      throw notSent(error);
    }
    this.#heardMs = elapsedMs();
    this.#listenedMs = this.#heardMs;
    this.#stopWatchman = every(HEARTBEAT_MS / 2, () => this.#listen());
    const { subject, body } = consumerRequest(stream, {
      name: this.name,
      inbox: this.inbox,
      subjects,
      start,
      metaOnly,
      heartbeatMs: HEARTBEAT_MS,
      abandonedMs: ABANDONED_MS,
    });
    try {
      const state = await api.call<ConsumerState>({ subject, body, bucket });
      // Given up meanwhile: the server may have made it after it was told to forget it.
      if (this.#isOver) this.#forget();
      return state;
    } catch (error) {
      this.drop();
      // Without an answer it may have been made all the same.
      if (mayPass(error)) this.#forget();
      throw error;
    }
  }

  /** Asks the server whether everything was delivered, and has come here. */
  async isDrained(): Promise<boolean> {
    const { bucket, stream } = this.#wish;
    const subject = `CONSUMER.INFO.${stream}.${this.name}`;
    const state = await this.#backend.api.call<ConsumerState>({ subject, bucket });
    // While others write, more may have come since the server looked.
    return state.num_pending === 0 && state.delivered.consumer_seq <= this.#lastSequence;
  }

  /** Waits until everything has come here; not for ever, because others may go on writing, and not for a pause. */
  async drained(): Promise<void> {
    for (let looks = 0; looks < MOST_LOOKS && !this.#isOver && !this.#isHolding; looks += 1) {
      if (await this.isDrained()) return;
      await pause(LOOK_MS);
    }
  }

  /** Goes on after a pause, and at first. */
  resume(): void {
    if (!this.#isHolding || this.#isOver) return;
    this.#isHolding = false;
    while (!this.#isHolding) {
      const message = this.#held.take();
      if (message === undefined) return;
      this.#process(message);
    }
  }

  /** Stops listening, and says nothing to the server. */
  drop(): void {
    this.#isOver = true;
    this.#held.clear();
    this.#stopWatchman?.();
    if (this.#subscription?.isClosed() === false) this.#subscription.unsubscribe();
  }

  /** Stops listening and lets the server forget the consumer; an answer is not awaited. */
  close(): void {
    const isKnown = this.#subscription !== undefined && !this.#isClosed;
    this.#isClosed = true;
    this.drop();
    if (isKnown) this.#forget();
  }

  #forget(): void {
    const { api, connection } = this.#backend;
    if (connection.isClosed() || connection.isDraining()) return;
    connection.publish(`${api.prefix}.CONSUMER.DELETE.${this.#wish.stream}.${this.name}`);
  }

  #take(message: Msg): void {
    if (this.#isOver) return;
    this.#hasHeard = true;
    this.#heardMs = elapsedMs();
    if (this.#isHolding) this.#held.add(message);
    else this.#process(message);
  }

  #process(message: Msg): void {
    if (this.#isOver) return;
    const { data } = message;
    const headers = this.#headers.textOf(message, data);
    if (data.length === 0 && statusLine(headers).code === CONTROL) this.#control(message, headers);
    else this.#deliver(message, headers);
  }

  #deliver(message: Msg, headers: string): void {
    const delivery = message.reply === undefined ? undefined : parseDelivery(message.reply);
    if (delivery === undefined) return;
    const { consumerSequence, streamSequence } = delivery;
    // A server of 2.9 that sends one twice has lost its count: what it says of the rest is wrong too.
    const isNext =
      consumerSequence === this.#lastSequence + 1 && streamSequence > this.#lastRevision;
    if (!isNext) {
      this.#break(lost(`message ${this.#lastSequence + 1} was followed by ${consumerSequence}`));
      return;
    }
    this.#lastSequence = consumerSequence;
    this.#lastRevision = streamSequence;
    this.#stalledMs = 0;
    this.#isHolding = !this.#listener.message(delivery, message, headers);
  }

  /** A heartbeat or a question of flow control; what is asked is answered when all before it has been taken in. */
  #control(message: Msg, headers: string): void {
    if (message.reply !== undefined && message.reply !== "") {
      message.respond();
      return;
    }
    const stalled = headerIn(headers, "Nats-Consumer-Stalled") ?? "";
    if (stalled !== "") this.#backend.connection.publish(stalled);
    const last = Number(headerIn(headers, "Nats-Last-Consumer") ?? "");
    if (last !== this.#lastSequence) {
      this.#break(lost(`the server has sent ${last} messages, ${this.#lastSequence} came`));
    } else if (stalled === "") {
      this.#listener.idle();
    } else {
      this.#judgeStall(stalled);
    }
  }

  /** An answer that is given again and again and changes nothing does not arrive. */
  #judgeStall(stalled: string): void {
    const nowMs = elapsedMs();
    if (this.#stalledMs === 0) this.#stalledMs = nowMs;
    if (nowMs - this.#stalledMs > LONGEST_STALL_MS) this.#break(unheard(stalled));
  }

  #listen(): void {
    const nowMs = elapsedMs();
    // A process that slept or was busy has not listened: what came meanwhile is still to be read.
    if (nowMs - this.#listenedMs > HEARTBEAT_MS) this.#heardMs = nowMs;
    this.#listenedMs = nowMs;
    const isSilent = nowMs - this.#heardMs > MISSED_HEARTBEATS * HEARTBEAT_MS;
    if (isSilent) this.#break(lost(`nothing came to ${this.inbox}`));
  }

  #break(reason: KvError): void {
    if (this.#isOver) return;
    this.drop();
    this.#listener.broken(reason);
  }
}
