import { headerIn } from "@revkv/core/words";
import { failures } from "@revkv/transport-nats/mapping";
import type { Message } from "../../routing/message.ts";
import { API_LEVEL } from "../../version.ts";
import { encodeAnswer } from "./answers.ts";
import { failureIn, Refusal } from "./refusal.ts";

/** What a request of the API is about. */
interface ApiRequest {
  /** What stands behind the names of the operation in the subject: a stream, a consumer. */
  readonly names: readonly string[];
  readonly payload: Uint8Array;
}

/** One request of the API, as the subject names it. */
export interface Operation {
  /** The end of the type of its answers, such as `stream_info_response`. */
  readonly type: string;
  /** What an answer has beside an error. */
  readonly blank?: object;
  /** Whether only its failures count as requests of the API. */
  readonly isUncounted?: boolean;
  /** Does it and gives what the answer says; throws a {@link Refusal} or an error of the engine. */
  run(request: ApiRequest): object;
}

/** Operations by their subjects behind the prefix; `*` stands for a name, at the end alone. */
export type Operations = Readonly<Record<string, Operation>>;

/** How often the API was asked. */
export interface ApiCount {
  readonly level: number;
  readonly total: number;
  readonly errors: number;
}

/** Where answers go. */
export interface Publisher {
  /** Hands a message to whoever listens. */
  publish(message: Message): boolean;
}

/** What every subject of the API begins with. */
export const API_PREFIX = "$JS.API.";

const UNKNOWN: Operation = {
  type: "system_response",
  run() {
    throw new Refusal(failures.badRequest);
  },
};

/** Finds the operation that a subject names, does it, and sends its answer. */
export class Api {
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #publisher: Publisher;
  #total = 0;
  #errors = 0;

  constructor(operations: Operations, publisher: Publisher) {
    this.#operations = new Map(Object.entries(operations));
    this.#publisher = publisher;
  }

  /** Requests up to now. */
  get count(): ApiCount {
    return { level: API_LEVEL, total: this.#total, errors: this.#errors };
  }

  /** Answers a message to a subject of the API; what no operation has is refused, not passed over. */
  take(message: Message): void {
    const path = message.subject.slice(API_PREFIX.length);
    const tokens = path.split(".");
    // The longest way of a subject to an operation is two names, behind what the operation is called.
    for (const names of [0, 1, 2]) {
      const head = tokens.slice(0, tokens.length - names);
      const pattern = [...head, ...Array<string>(names).fill("*")].join(".");
      const operation = names >= tokens.length ? undefined : this.#operations.get(pattern);
      if (operation === undefined) continue;
      this.answer(message, operation, tokens.slice(tokens.length - names));
      return;
    }
    this.answer(message, UNKNOWN, []);
  }

  /** Does one operation and sends its answer, where one is asked for. */
  answer(message: Message, operation: Operation, names: readonly string[]): void {
    const { type, blank } = operation;
    const { payload } = message;
    let answer: object;
    try {
      checkLevel(message);
      answer = operation.run({ names, payload });
      if (operation.isUncounted !== true) this.#total += 1;
    } catch (error) {
      answer = { error: failureIn(error), ...blank };
      this.#total += 1;
      this.#errors += 1;
    }
    if (message.reply === "") return;
    this.#publisher.publish({
      subject: message.reply,
      reply: "",
      headers: "",
      payload: encodeAnswer(type, answer),
    });
  }
}

/** A client can demand what it needs. */
export function isLevelMet(headers: string): boolean {
  const demanded = headerIn(headers, "Nats-Required-Api-Level") ?? "";
  if (demanded === "") return true;
  return /^[-+]?\d+$/.test(demanded) && Number(demanded) <= API_LEVEL;
}

function checkLevel({ headers }: Message): void {
  if (!isLevelMet(headers)) throw new Refusal(failures.apiLevel);
}
