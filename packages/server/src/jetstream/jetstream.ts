import type { Engine } from "@revkv/core/engine";
import { isKvError } from "@revkv/core/words";
import { failureOf, failures } from "@revkv/transport-nats/mapping";
import { statusBlock } from "../routing/headers.ts";
import type { Message } from "../routing/message.ts";
import type { Service } from "../routing/service.ts";
import { report, shielded } from "../shield.ts";
import { accountInfo } from "./api/account-info.ts";
import { encodeAnswer } from "./api/answers.ts";
import { Api, API_PREFIX, type Operations, type Publisher } from "./api/api.ts";
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
  readonly router: Publisher & Routes;
  readonly serverName: string;
  /** What may wait at a client. */
  readonly maxPendingBytes: number;
}

const FLOW_CONTROL = "$JS.FC.";

/** JetStream's own subjects, answered from the buckets of an engine. */
export class JetStream implements Service {
  readonly #consumers: Consumers;
  readonly #consumerApi: ConsumerApi;
  readonly #api: Api;
  readonly #direct: DirectGet;
  readonly #ingest: Ingest;
  readonly #router: JetStreamParts["router"];

  constructor({ engine, router, serverName, maxPendingBytes }: JetStreamParts) {
    this.#router = router;
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
    this.#direct = new DirectGet({ streams, publisher: router, maxPendingBytes });
    const republisher = new Republisher(streams, router);
    this.#ingest = new Ingest({
      engine,
      answer: (message) => router.publish(message),
      republish: (log, key) => republisher.before(log, key),
    });
  }

  /**
   * Takes a message to one of JetStream's subjects, or to a bucket; false where nobody answers. Whatever goes wrong
   * is told to whoever asked, and to nobody else.
   */
  take(message: Message): boolean {
    try {
      return this.#take(message);
    } catch (error) {
      this.#refuse(message.reply, error);
      return true;
    }
  }

  /** Somebody listens to a subject now, or nobody does any more. */
  interestChanged(subject: string): void {
    shielded(() => this.#consumers.interestChanged(subject));
  }

  /** Ends what is under way. */
  close(): void {
    this.#consumers.close();
    this.#ingest.close();
  }

  #take(message: Message): boolean {
    const { subject } = message;
    if (subject.startsWith(FLOW_CONTROL)) return this.#consumers.flowControl(message);
    if (!subject.startsWith(API_PREFIX)) return this.#ingest.take(message);
    if (subject.startsWith(DIRECT_PREFIX)) return this.#direct.take(message);
    const isTaken = this.#consumerApi.take(message, this.#api);
    if (isTaken !== undefined) return isTaken;
    this.#api.take(message);
    return true;
  }

  /** Nobody knows who asks for what here, so that it is said in both ways: in the headers and in the body. */
  #refuse(reply: string, error: unknown): void {
    // Such as that the engine is closed.
    const isExpected = isKvError(error);
    if (!isExpected) report(error);
    if (reply === "") return;
    const failure = isExpected ? failureOf(error) : failures.general;
    const headers = statusBlock(`${failure.code} ${failures.general.description}`);
    const payload = encodeAnswer("system_response", { error: failure });
    this.#router.publish({ subject: reply, reply: "", headers, payload });
  }
}
