import type { RunningServer } from "@revkv/dev/nats-server";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { MsgHdrsImpl } from "@nats-io/nats-core";
import { connect, createInbox, type MsgHdrs, type NatsConnection } from "@nats-io/transport-node";
import { Engine, manualClock, ServedLog } from "@revkv/core/engine";
import { isKvError } from "@revkv/core/words";
import { failureOf, type ApiFailure } from "@revkv/transport-nats/mapping";
import { JetStream } from "../../../src/jetstream/jetstream.ts";
import type { Message } from "../../../src/routing/message.ts";
import { Router } from "../../../src/routing/router.ts";
import { scrub, scrubHeaders } from "./scrub.ts";

/** An answer in a form to compare: what differs by chance is a placeholder. */
export interface Answer {
  readonly status: string;
  readonly headers: readonly string[];
  /** JSON where it is some, otherwise the bytes as text. */
  readonly body: unknown;
}

/** A server that requests are sent to. */
export interface Peer {
  /** All answers to a request of the API; `nobody` where there is no responder, `silence` where none comes. */
  ask(
    subject: string,
    body: string | Uint8Array,
  ): Promise<readonly Answer[] | "nobody" | "silence">;
  /** Stores a message and gives its revision, or why there is none. */
  put(put: Put): Promise<number | ApiFailure>;
  /** When a message was stored, as the server says it. */
  timeOf(stream: string, seq: number): Promise<string>;
  /** Removes all streams. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** A message to be stored. */
export interface Put {
  readonly bucket: string;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

const API = "$JS.API.";

/** The served engine, without a connection. */
export class Served implements Peer {
  readonly #clock: ReturnType<typeof manualClock> = manualClock(Date.now());
  readonly engine: Engine = new Engine({ clock: this.#clock });
  readonly router: Router = new Router({
    take: (message) => this.#jetStream.take(message),
    interestChanged: (subject) => this.#jetStream.interestChanged(subject),
  });
  readonly #jetStream = new JetStream({
    engine: this.engine,
    serverName: "server",
    maxPendingBytes: 64 * 1_048_576,
    router: this.router,
  });

  ask(subject: string, body: string | Uint8Array): ReturnType<Peer["ask"]> {
    const answers: Answer[] = [];
    const inbox = {
      subject: "_INBOX.a",
      queue: "",
      deliver: ({ headers, payload }: Message) =>
        void answers.push(answerOf(headersOf(headers), payload)),
    };
    const payload = typeof body === "string" ? new TextEncoder().encode(body) : body;
    this.router.add(inbox);
    const request = { subject: API + subject, reply: inbox.subject, headers: "", payload };
    const isTaken = this.router.publish(request);
    this.router.remove(inbox);
    return Promise.resolve(isTaken ? answers : "nobody");
  }

  put({ bucket, key, value, headers }: Put): ReturnType<Peer["put"]> {
    const lines = Object.entries(headers).map(([name, text]) => `${name}: ${text}\r\n`);
    const block = lines.length === 0 ? "" : `NATS/1.0\r\n${lines.join("")}\r\n`;
    const bytes = new TextEncoder().encode(value);
    try {
      // No two messages are of one moment, as on a server that counts nanoseconds.
      this.#clock.advance(1);
      const { revision } = ServedLog.of(this.engine.log(bucket)).post({
        key,
        headers: block,
        bytes,
      });
      return Promise.resolve(revision);
    } catch (error) {
      if (isKvError(error)) return Promise.resolve(failureOf(error));
      throw error;
    }
  }

  timeOf(stream: string, seq: number): Promise<string> {
    const createdMs =
      ServedLog.of(this.engine.log(stream.slice("KV_".length))).at(seq)?.createdMs ?? 0;
    return Promise.resolve(new Date(createdMs).toISOString());
  }

  clear(): Promise<void> {
    for (const name of this.engine.names()) this.engine.delete(name);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.engine.close();
    return Promise.resolve();
  }
}

const PATIENCE_MS = 2_000;

/** A nats-server. */
export class Reference implements Peer {
  readonly #connection: NatsConnection;

  private constructor(connection: NatsConnection) {
    this.#connection = connection;
  }

  static async at(url: string): Promise<Reference> {
    return new Reference(await connect({ servers: [url], reconnect: false }));
  }

  async ask(subject: string, body: string | Uint8Array): ReturnType<Peer["ask"]> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const answers = await this.#ask(subject, body);
      // The files of a stream of that name, which was removed a moment ago, may still be on their way out.
      const isEarly = JSON.stringify(answers).includes('"err_code":10049');
      if (!isEarly || Date.now() > deadline) return answers;
    }
  }

  async #ask(subject: string, body: string | Uint8Array): ReturnType<Peer["ask"]> {
    const answers: Answer[] = [];
    const inbox = createInbox();
    const subscription = this.#connection.subscribe(inbox, { timeout: PATIENCE_MS });
    this.#connection.publish(API + subject, body, { reply: inbox });
    try {
      for await (const message of subscription) {
        const answer = answerOf(message.headers, message.data);
        if (answer.status.startsWith("503")) return "nobody";
        answers.push(answer);
        if (answer.status !== "" || !asksForSeveral(subject, body)) break;
      }
      return answers;
    } catch {
      // The server has said nothing in time.
      return "silence";
    } finally {
      subscription.unsubscribe();
    }
  }

  async put({ bucket, key, value, headers: given }: Put): ReturnType<Peer["put"]> {
    const headers = new MsgHdrsImpl();
    for (const [name, text] of Object.entries(given)) headers.append(name, text);
    const hasHeaders = Object.keys(given).length > 0;
    const options = { timeout: PATIENCE_MS, ...(hasHeaders ? { headers } : {}) };
    const ack = await this.#connection.request(`$KV.${bucket}.${key}`, value, options);
    const { error, seq } = ack.json<{ readonly seq: number; readonly error?: ApiFailure }>();
    return error ?? seq;
  }

  async timeOf(stream: string, seq: number): Promise<string> {
    const subject = `${API}STREAM.MSG.GET.${stream}`;
    const answer = await this.#connection.request(subject, JSON.stringify({ seq }));
    return answer.json<{ readonly message: { readonly time: string } }>().message.time;
  }

  async clear(): Promise<void> {
    const list = await this.#connection.request(`${API}STREAM.NAMES`);
    const { streams } = list.json<{ readonly streams: readonly string[] | null }>();
    for (const name of streams ?? []) await this.#connection.request(`${API}STREAM.DELETE.${name}`);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

/** Whether the last of several answers is a status. */
function asksForSeveral(subject: string, body: string | Uint8Array): boolean {
  if (!subject.startsWith("DIRECT.GET.") || typeof body !== "string") return false;
  return /"batch":-?[1-9]|"multi_last":\["/.test(body);
}

/** What a client makes of a message. */
function answerOf(headers: MsgHdrs | undefined, data: Uint8Array): Answer {
  const body = scrub(bodyOf(data));
  if (headers === undefined) return { status: "", headers: [], body };
  const lines = [...headers].flatMap(([name, values]) =>
    values.map((value) => scrubHeaders(`${name}: ${value}`)),
  );
  const status = headers.code === 0 ? "" : `${headers.code} ${headers.description}`.trim();
  return { status, headers: lines, body };
}

function headersOf(block: string): MsgHdrs | undefined {
  return block === "" ? undefined : MsgHdrsImpl.decode(Buffer.from(block, "latin1"));
}

function bodyOf(bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Both servers of a block, without any stream. */
export function bothServers(
  server: () => RunningServer,
): () => { readonly served: Served; readonly reference: Reference } {
  const served = new Served();
  let reference: Reference | undefined;
  beforeAll(async () => {
    reference = await Reference.at(server().url);
  });
  beforeEach(async () => {
    await served.clear();
    await reference?.clear();
  });
  afterAll(async () => {
    await reference?.close();
    await served.close();
  });
  return () => {
    if (reference === undefined) throw new Error("the servers run for hooks and tests alone");
    return { served, reference };
  };
}
