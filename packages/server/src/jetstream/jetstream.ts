import type { Engine } from "@revkv/core/engine";
import type { Message } from "../routing/message.ts";
import type { Service } from "../routing/service.ts";
import { accountInfo } from "./api/account-info.ts";
import { Api, API_PREFIX, type Operations, type Outlet } from "./api/api.ts";
import { unserved } from "./api/unserved.ts";
import { ConsumerApi } from "./consumers/consumer-api.ts";
import { Consumers } from "./consumers/consumers.ts";
import type { Routes } from "./consumers/delivery-mode.ts";
import { Ingest } from "./ingest/ingest.ts";
import { DIRECT_PREFIX, DirectGet } from "./reads/direct-get.ts";
import { messageOperations } from "./reads/message-get.ts";
import { listOperations } from "./streams/listing.ts";
import { streamOperations } from "./streams/operations.ts";
import { Republisher } from "./streams/republish.ts";
import { Streams } from "./streams/streams.ts";
import type { Surroundings } from "./streams/surroundings.ts";

/** What JetStream is made of. */
export interface JetStreamParts {
  readonly engine: Engine;
  /** The way to clients. */
  readonly router: Outlet & Routes;
  readonly serverName: string;
}

const FLOW_CONTROL = "$JS.FC.";

/** JetStream's own subjects, answered from the buckets of an engine. */
export class JetStream implements Service {
  readonly #consumers: Consumers;
  readonly #consumerApi: ConsumerApi;
  readonly #api: Api;
  readonly #direct: DirectGet;
  readonly #ingest: Ingest;

  constructor({ engine, router, serverName }: JetStreamParts) {
    const { clock } = engine;
    const streams = new Streams(engine);
    const nowMs = (): number => clock.nowMs();
    this.#consumers = new Consumers({ streams, routes: router, clock });
    this.#consumerApi = new ConsumerApi(this.#consumers, nowMs);
    const consumersOf = (stream: string): number => this.#consumers.count(stream);
    const around: Surroundings = {
      nowMs,
      serverName,
      consumersOf,
      find: (name) => streams.find(name),
    };
    const operations: Operations = {
      INFO: accountInfo(streams, { count: () => this.#api.count, consumersOf }),
      ...streamOperations(streams, around),
      ...listOperations(streams, around),
      ...messageOperations(streams),
      ...this.#consumerApi.operations,
      ...unserved,
    };
    this.#api = new Api(operations, router);
    this.#direct = new DirectGet(streams, router);
    const republisher = new Republisher(streams, router);
    this.#ingest = new Ingest({
      engine,
      answer: (message) => router.publish(message),
      republish: (log, key) => republisher.before(log, key),
    });
  }

  /** Takes a message to one of JetStream's subjects, or to a bucket; false where nobody answers. */
  take(message: Message): boolean {
    const { subject } = message;
    if (subject.startsWith(FLOW_CONTROL)) return this.#consumers.flowControl(message);
    if (!subject.startsWith(API_PREFIX)) return this.#ingest.take(message);
    if (subject.startsWith(DIRECT_PREFIX)) return this.#direct.take(message);
    const isTaken = this.#consumerApi.take(message, this.#api);
    if (isTaken !== undefined) return isTaken;
    this.#api.take(message);
    return true;
  }

  /** Somebody listens to a subject now, or nobody does any more. */
  interestChanged(subject: string): void {
    this.#consumers.interestChanged(subject);
  }

  /** Ends what is under way. */
  close(): void {
    this.#consumers.close();
    this.#ingest.close();
  }
}
