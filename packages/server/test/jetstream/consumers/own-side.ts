import { setImmediate as turn } from "node:timers/promises";
import { Engine, type Clock } from "@revkv/core/engine";
import { JetStream } from "../../../src/jetstream/jetstream.ts";
import type { Message } from "../../../src/routing/message.ts";
import { Router, type Listener } from "../../../src/routing/router.ts";
import type { Got, Side } from "./side.ts";

/** This server without its sockets, and a client on it. */
export class OwnSide implements Side {
  readonly engine: Engine;
  readonly jetStream: JetStream;
  readonly router: Router;
  /** What waits at the client, in bytes, as a slow one would have it. */
  backlogBytes = 0;
  readonly #listeners = new Map<string, Listener>();
  readonly #got = new Map<string, Got[]>();

  constructor(clock?: Clock) {
    this.engine = new Engine({ clock });
    this.router = new Router({
      take: (message) => this.jetStream.take(message),
      interestChanged: (subject) => this.jetStream.interestChanged(subject),
    });
    const { engine, router } = this;
    this.jetStream = new JetStream({
      engine,
      router,
      serverName: "own",
      maxPendingBytes: 64 * 1_048_576,
    });
  }

  subscribe(subject: string, queue = ""): void {
    const got: Got[] = [];
    this.#got.set(subject, got);
    const listener = {
      subject,
      queue,
      deliver: (message: Message) => void got.push(gotOf(message)),
    };
    Object.defineProperty(listener, "backlogBytes", { get: () => this.backlogBytes });
    this.#listeners.set(subject, listener);
    this.router.add(listener);
  }

  unsubscribe(subject: string): void {
    const listener = this.#listeners.get(subject);
    if (listener !== undefined) this.router.remove(listener);
  }

  publish({
    subject,
    reply = "",
    headers = "",
    body = "",
  }: { subject: string } & Partial<Got>): void {
    const payload = Buffer.from(body, "latin1");
    const isTaken = this.router.publish({ subject, reply, headers, payload });
    if (isTaken || reply === "") return;
    const nobody = `NATS/1.0 503\r\nNats-Subject: ${subject}\r\n\r\n`;
    const nothing = new Uint8Array(0);
    this.router.publish({ subject: reply, reply: "", headers: nobody, payload: nothing });
  }

  got(subject: string): readonly Got[] {
    return this.#got.get(subject) ?? [];
  }

  async pause(): Promise<void> {
    // One turn for what was put off, and one for what that puts off again.
    await turn();
    await turn();
  }

  async close(): Promise<void> {
    this.jetStream.close();
    this.engine.close();
    await Promise.resolve();
  }
}

function gotOf({ subject, reply, headers, payload }: Message): Got {
  return { subject, reply, headers, body: Buffer.from(payload).toString("latin1") };
}
