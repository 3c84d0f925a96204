import type { Duplex } from "node:stream";
import { faults, type Operations } from "../protocol/operations.ts";
import { Parser } from "../protocol/parser.ts";
import { statusBlock } from "../routing/headers.ts";
import { NOTHING, type Message } from "../routing/message.ts";
import type { Router } from "../routing/router.ts";
import type { Authenticator } from "./authenticator.ts";
import { beforeConnect, parseConnect, type ConnectRequest } from "./connect-request.ts";
import { infoLine, type ClientFacts, type InfoReason } from "./info.ts";
import type { ListenerFacts, ServerFacts } from "./info.ts";
import { KeepAlive } from "./keep-alive.ts";
import { Outlet } from "./outlet.ts";
import type { Settings } from "./settings.ts";
import { forbidden, isFilter, isLiteral } from "./subject-rules.ts";
import { Subscription, type Subscriber } from "./subscription.ts";

/** What the sessions of a server share. */
export interface SessionContext {
  readonly settings: Settings;
  readonly router: Router;
  readonly authenticator: Authenticator;
  readonly facts: ServerFacts;
}

/** Who is at the other end, and where it came in. */
export interface Peer {
  readonly client: ClientFacts;
  readonly listener: ListenerFacts;
}

/** The newest form of the client protocol: its clients understand an INFO at any time. */
const NEWEST_PROTOCOL = 1;

/** One client's connection, from INFO to its end, over any stream of bytes. */
export class Session implements Operations, Subscriber {
  readonly #context: SessionContext;
  readonly #peer: Peer;
  readonly #parser: Parser;
  readonly #outlet: Outlet;
  readonly #keepAlive: KeepAlive;
  readonly #subscriptions = new Map<string, Subscription>();
  /** With more than this waiting for the client nothing more is read from it. */
  readonly #mostUnread: number;
  #stream: Duplex;
  #authTimer: NodeJS.Timeout | undefined;
  #request: ConnectRequest = beforeConnect;
  #isConnected = false;
  #hasPonged = false;
  #isHeld = false;
  #isOver = false;
  #reason = "client closed";

  constructor(context: SessionContext, peer: Peer, stream: Duplex) {
    const { settings, authenticator } = context;
    this.#context = context;
    this.#peer = peer;
    this.#stream = stream;
    this.#parser = new Parser(this, settings);
    if (authenticator.isRequired) this.#parser.accepts = "connect";
    this.#mostUnread = (settings.maxPendingBytes / 4) * 3;
    this.#outlet = new Outlet(stream, {
      maxPendingBytes: settings.maxPendingBytes,
      onWritten: () => this.#readOn(),
      onSlow: () => this.#end("slow consumer"),
    });
    this.#keepAlive = new KeepAlive({
      intervalMs: settings.pingIntervalMs,
      maxPingsOut: settings.maxPingsOut,
      ping: () => this.#outlet.line("PING"),
      onStale: () => this.#fail("Stale Connection"),
    });
    this.#watch(stream);
  }

  /** What waits to be sent, in bytes. */
  get backlogBytes(): number {
    return this.#outlet.backlogBytes;
  }

  /** Why it ended, for people; of use when it has. */
  get reason(): string {
    return this.#reason;
  }

  /** Says who the server is, which is what a client waits for. */
  greet(): void {
    this.#inform("greeting");
    this.#outlet.flush();
  }

  /** Goes on over another stream, such as the same one under TLS. */
  moveTo(stream: Duplex): void {
    this.#stream = stream;
    this.#outlet.moveTo(stream);
    this.#watch(stream);
  }

  /** Begins to read what the client sends. */
  start(): void {
    if (this.#isOver) return;
    if (this.#context.authenticator.isRequired) {
      const { authTimeoutMs } = this.#context.settings;
      const onTimeout = () => this.#fail("Authentication Timeout");
      this.#authTimer = setTimeout(onTimeout, authTimeoutMs).unref();
    }
    this.#stream.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#stream.once("end", () => this.#close(this.#reason));
  }

  /** Sends the client away: there are too many. */
  refuse(): void {
    this.#fail("maximum connections exceeded");
  }

  /** Tells the client that the server ends, sends what waits, and closes. */
  drain(): void {
    if (this.#isConnected && this.#request.protocol >= NEWEST_PROTOCOL) this.#inform("ending");
    this.#close("server closed");
  }

  connect(json: string): void {
    const request = parseConnect(json, this.#request);
    if (request === undefined) return this.#fail(faults.arguments.text);
    // Who introduces itself again begins anew.
    if (this.#isConnected) this.#dropAll();
    clearTimeout(this.#authTimer);
    const { authenticator } = this.#context;
    if (!authenticator.admits(request, this.#peer.client.nonce))
      return this.#fail(faults.notAllowed.text);
    if (request.protocol < 0 || request.protocol > NEWEST_PROTOCOL)
      return this.#fail("invalid client protocol");
    if (request.no_responders && !request.headers)
      return this.#fail("no responders requires headers support");
    this.#request = request;
    this.#isConnected = true;
    this.#parser.accepts = request.headers ? "headers" : "plain";
    this.#keepAlive.connected();
    this.#acknowledge();
  }

  publish(message: Message): void {
    this.#keepAlive.active();
    const { pedantic, echo } = this.#request;
    if (pedantic && !isLiteral(message.subject)) this.#complain("Invalid Publish Subject");
    const refusal = forbidden(message);
    if (refusal !== undefined) return this.#complain(refusal);
    this.#acknowledge();
    const isTaken = this.#context.router.publish(message, echo ? undefined : this);
    if (!isTaken && message.reply !== "" && this.#request.no_responders) this.#nobody(message);
    this.#pauseIfBehind();
  }

  subscribe(subject: string, queue: string, sid: string): void {
    this.#keepAlive.active();
    const known = this.#subscriptions;
    if (known.size >= this.#context.settings.maxSubscriptions)
      return this.#complain("maximum subscriptions exceeded");
    if (!known.has(sid)) {
      if (!isFilter(subject)) return this.#complain("Invalid Subject");
      const subscription = new Subscription(this, subject, queue, sid);
      known.set(sid, subscription);
      this.#context.router.add(subscription);
    }
    this.#acknowledge();
  }

  unsubscribe(sid: string, max: number): void {
    this.#keepAlive.active();
    this.#acknowledge();
    this.#subscriptions.get(sid)?.limit(max);
  }

  ping(): void {
    this.#keepAlive.active();
    this.#outlet.line("PONG");
    if (this.#isConnected && !this.#hasPonged) {
      this.#hasPonged = true;
      if (this.#request.protocol >= NEWEST_PROTOCOL) this.#inform("connected");
    }
    this.#pauseIfBehind();
  }

  pong(): void {
    this.#keepAlive.answered();
  }

  send(sid: string, message: Message): void {
    if (message.headers === "" || this.#request.headers) this.#outlet.message(sid, message);
    else this.#outlet.message(sid, { ...message, headers: "" });
  }

  drop(sid: string): void {
    const subscription = this.#subscriptions.get(sid);
    if (subscription === undefined) return;
    this.#subscriptions.delete(sid);
    this.#context.router.remove(subscription);
  }

  #dropAll(): void {
    for (const sid of this.#subscriptions.keys()) this.drop(sid);
  }

  #inform(reason: InfoReason): void {
    const { client, listener } = this.#peer;
    this.#outlet.line(infoLine(this.#context.facts, listener, client, reason));
  }

  #acknowledge(): void {
    if (this.#request.verbose) this.#outlet.line("+OK");
  }

  #complain(text: string): void {
    this.#outlet.line(`-ERR '${text}'`);
  }

  /** Tells a requester that nobody got its request. */
  #nobody({ subject, reply }: Message): void {
    const listener = this.#context.router.listenerOf(this, reply);
    if (!(listener instanceof Subscription)) return;
    const headers = statusBlock("503", [["Nats-Subject", subject]]);
    this.#outlet.message(listener.sid, { subject: reply, reply: "", headers, payload: NOTHING });
  }

  #watch(stream: Duplex): void {
    // What went wrong is of no use here: the end that follows it is.
    stream.on("error", () => {});
    stream.once("close", () => this.#end(this.#reason));
  }

  #read(chunk: Buffer): void {
    if (this.#isOver) return;
    const fault = this.#parser.parse(chunk);
    if (fault !== undefined) this.#fail(fault.text);
  }

  #pauseIfBehind(): void {
    if (this.#isHeld || this.#outlet.backlogBytes <= this.#mostUnread) return;
    this.#isHeld = true;
    this.#parser.hold();
    this.#stream.pause();
  }

  #readOn(): void {
    if (!this.#isHeld || this.#isOver || this.#outlet.backlogBytes > this.#mostUnread) return;
    this.#isHeld = false;
    const fault = this.#parser.release();
    if (fault !== undefined) this.#fail(fault.text);
    else if (!this.#isHeld) this.#stream.resume();
  }

  /** Closes because of what the client did; an empty text closes without a word. */
  #fail(text: string): void {
    if (this.#isOver) return;
    if (text !== "") this.#complain(text);
    this.#close(text === "" ? "protocol violation" : text);
  }

  /** Closes after what waits has been sent. */
  #close(reason: string): void {
    if (this.#isOver) return;
    this.#outlet.end();
    this.#end(reason);
    // What the client still sends is read and dropped: a connection closed with unread bytes loses its last words.
    this.#stream.resume();
  }

  #end(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reason = reason;
    clearTimeout(this.#authTimer);
    this.#keepAlive.stop();
    this.#parser.stop();
    this.#dropAll();
  }
}
