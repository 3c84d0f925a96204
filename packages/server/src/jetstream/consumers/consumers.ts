import type { Clock } from "@revkv/core/engine";
import type { Message } from "../../routing/message.ts";
import { isSame } from "../api/same.ts";
import type { Streams } from "../streams/streams.ts";
import { checkConfig } from "./check-config.ts";
import { checkUpdate } from "./check-update.ts";
import { Consumer, type ConsumerPlace } from "./consumer.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import { ConsumerSet } from "./consumer-set.ts";
import { createPlan, type CreatePlan, type CreateSubject } from "./create-plan.ts";
import type { Routes } from "./delivery-mode.ts";
import { fillConfig } from "./fill-config.ts";
import { randomName } from "./random-name.ts";
import { refuseConsumer } from "./refuse.ts";

/** What consumers need of the server. */
export interface ConsumersPlan {
  readonly streams: Streams;
  readonly routes: Routes;
  readonly clock: Clock;
}

/** A server's own limit, for a stream that does not say how many consumers it has. */
const USUAL_MOST = 1_000;
/** Each consumer takes memory, and work when something is stored that it is about: a stream cannot ask for more. */
const MOST = 10_000;
/** What a server sets for a consumer that would not go by itself. */
const USUAL_PATIENCE_NS = 5_000_000_000;
/** Of a name that this server gives. */
const NAME_LENGTH = 8;

/** The consumers of all streams: made, changed and ended, and told of what concerns them. */
export class Consumers {
  readonly #plan: ConsumersPlan;
  readonly #set = new ConsumerSet();
  readonly #place: ConsumerPlace;

  constructor(plan: ConsumersPlan) {
    this.#plan = plan;
    const { clock, routes } = plan;
    this.#place = { clock, routes, ended: (consumer) => this.#remove(consumer) };
  }

  /** Makes a consumer, or changes it where there is one of its name. */
  create(subject: CreateSubject, payload: Uint8Array): Consumer {
    const plan = createPlan(subject, payload);
    const stream = this.#plan.streams.get(plan.stream);
    const { settings } = stream;
    const { isPedantic, action } = plan;
    const config = fillConfig(plan.given, { limits: settings.consumer_limits, isPedantic });
    checkConfig(settings, config);
    const known = this.#set.of(stream).get(plan.name);
    if (known !== undefined) return this.#update(known, config, action);
    if (action === "update") refuseConsumer("doesNotExist");
    const most = settings.max_consumers > 0 ? Math.min(settings.max_consumers, MOST) : USUAL_MOST;
    if (this.#set.of(stream).size >= most) refuseConsumer("tooMany");
    const name = plan.name === "" ? randomName(NAME_LENGTH) : plan.name;
    const consumer = new Consumer(name, withPatience(config), stream, this.#place);
    this.#set.add(consumer);
    return consumer;
  }

  /** The consumers of a stream, by name; refused where there is no such stream. */
  all(stream: string): Consumer[] {
    const consumers = [...this.#set.of(this.#plan.streams.get(stream)).values()];
    return consumers.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** A consumer; refused where there is none. */
  get(stream: string, name: string): Consumer {
    const consumer = this.#set.of(this.#plan.streams.get(stream)).get(name);
    return consumer ?? refuseConsumer("notFound");
  }

  /** Ends a consumer. */
  delete(stream: string, name: string): void {
    this.#remove(this.get(stream, name));
  }

  /** How many consumers a stream has. */
  count(stream: string): number {
    const found = this.#plan.streams.find(stream);
    return found === undefined ? 0 : this.#set.of(found).size;
  }

  /** Takes a client's request for messages; false when there is no such consumer. */
  next(stream: string, name: string, message: Message): boolean {
    const consumer = this.#find(stream, name);
    if (consumer !== undefined && message.reply !== "") consumer.request(message);
    return consumer !== undefined;
  }

  /** Takes the answer to a request for flow control; false when nobody has asked. */
  flowControl(message: Message): boolean {
    const [, , stream = "", name = ""] = message.subject.split(".");
    return this.#find(stream, name)?.answered(message.subject) === true;
  }

  /** Somebody listens to a subject now, or nobody does any more. Consumers look for theirs alone, without wildcards. */
  interestChanged(subject: string): void {
    for (const consumer of this.#set.deliveringTo(subject)) consumer.interestChanged();
  }

  /** Ends all consumers without a word. */
  close(): void {
    for (const consumer of this.#set.all()) {
      this.#set.remove(consumer);
      consumer.end({ isTold: false });
    }
  }

  #find(stream: string, name: string): Consumer | undefined {
    const found = this.#plan.streams.find(stream);
    return found === undefined ? undefined : this.#set.of(found).get(name);
  }

  #update(known: Consumer, config: ConsumerConfig, action: CreatePlan["action"]): Consumer {
    if (action === "create" && !isSame(known.config, config)) refuseConsumer("exists");
    if (isSame(known.config, config)) return known;
    checkUpdate(known.config, config, known.isBound);
    this.#set.remove(known);
    known.reconfigure(withPatience(config));
    this.#set.add(known);
    return known;
  }

  #remove(consumer: Consumer): void {
    if (this.#set.remove(consumer)) consumer.end({ isTold: true });
  }
}

function withPatience(config: ConsumerConfig): ConsumerConfig {
  const goesByItself = config.inactive_threshold !== undefined || config.durable_name !== undefined;
  return goesByItself ? config : { ...config, inactive_threshold: USUAL_PATIENCE_NS };
}
