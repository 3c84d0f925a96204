import type { Message } from "../../routing/message.ts";
import { API_PREFIX, type Api, type Operation, type Operations } from "../api/api.ts";
import { pageOf } from "../api/page.ts";
import { isEmptyRequest, parseOptionalRequest } from "../api/requests.ts";
import { fieldsOf, int, type Shape } from "../api/shapes.ts";
import { refuse } from "../streams/refuse.ts";
import type { Consumer } from "./consumer.ts";
import { consumerInfo } from "./consumer-info.ts";
import type { Consumers } from "./consumers.ts";

const NEXT = `${API_PREFIX}CONSUMER.MSG.NEXT.`;
const CREATE = `${API_PREFIX}CONSUMER.CREATE.`;
const MOST_NAMES = 1_024;
const MOST_INFOS = 256;
const NO_PAGE = { total: 0, offset: 0, limit: 0, consumers: [] };

interface PageRequest {
  readonly offset?: number;
}

const pageRequest: Shape<PageRequest> = fieldsOf("JSApiConsumersRequest", { offset: int });

/** What the API says and does about consumers. */
export class ConsumerApi {
  /** What {@link Api} finds by the subject. */
  readonly operations: Operations;
  readonly #consumers: Consumers;
  readonly #create: Operation;

  /** @param nowMs - The engine's time. */
  constructor(consumers: Consumers, nowMs: () => number) {
    this.#consumers = consumers;
    const infoOf = (consumer: Consumer, withServer: boolean): object =>
      consumerInfo(consumer, { nowMs: nowMs(), withServer });
    const create = (isForDurables: boolean): Operation => ({
      type: "consumer_create_response",
      run({ names: [stream = "", name, ...filter], payload }) {
        const subject = { stream, name, filter: filter.join("."), isForDurables };
        return infoOf(consumers.create(subject, payload), true);
      },
    });
    this.#create = create(false);
    this.operations = {
      "CONSUMER.DURABLE.CREATE.*.*": create(true),
      "CONSUMER.INFO.*.*": ofOne("info", (stream, name) =>
        infoOf(consumers.get(stream, name), true),
      ),
      "CONSUMER.DELETE.*.*": ofOne("delete", (stream, name) => {
        consumers.delete(stream, name);
        return { success: true };
      }),
      "CONSUMER.NAMES.*": this.#pages("names", MOST_NAMES, ({ name }) => name),
      "CONSUMER.LIST.*": this.#pages("list", MOST_INFOS, (consumer) => infoOf(consumer, false)),
    };
  }

  /**
   * Takes a message whose subject has more parts than a table of subjects can say.
   *
   * @returns Undefined for all others; false where nobody answers.
   */
  take(message: Message, api: Api): boolean | undefined {
    const { subject } = message;
    if (subject.startsWith(NEXT)) {
      const [stream = "", name = "", ...others] = subject.slice(NEXT.length).split(".");
      return others.length === 0 && this.#consumers.next(stream, name, message);
    }
    if (!subject.startsWith(CREATE)) return undefined;
    api.answer(message, this.#create, subject.slice(CREATE.length).split("."));
    return true;
  }

  #pages<T>(what: string, limit: number, tell: (consumer: Consumer) => T): Operation {
    return {
      type: `consumer_${what}_response`,
      blank: NO_PAGE,
      run: ({ names: [stream = ""], payload }) => {
        const { offset: asked = 0 } = parseOptionalRequest(payload, pageRequest);
        const { found, ...page } = pageOf(this.#consumers.all(stream), asked, limit);
        return { ...page, consumers: found.map(tell) };
      },
    };
  }
}

function ofOne(what: string, run: (stream: string, name: string) => object): Operation {
  return {
    type: `consumer_${what}_response`,
    run({ names: [stream = "", name = ""], payload }) {
      if (!isEmptyRequest(payload)) refuse("notEmpty");
      return run(stream, name);
    },
  };
}
