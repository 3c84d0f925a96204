import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Got, Side } from "./side.ts";

/** A client that speaks the protocol of servers and nothing more: what it tells is what came over the wire. */
export class WireSide implements Side {
  readonly #socket: Socket;
  readonly #sids = new Map<string, number>();
  readonly #got = new Map<number, Got[]>();
  readonly #pongs: (() => void)[] = [];
  #rest = "";
  #lastSid = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk) => this.#take(chunk.toString("latin1")));
  }

  static async open(port: number): Promise<WireSide> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    const side = new WireSide(socket);
    side.#send(
      'CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true}\r\n',
    );
    await side.pause();
    return side;
  }

  subscribe(subject: string, queue = ""): void {
    this.#lastSid += 1;
    this.#sids.set(subject, this.#lastSid);
    if (!this.#got.has(this.#lastSid)) this.#got.set(this.#lastSid, []);
    this.#send(`SUB ${subject} ${queue} ${this.#lastSid}\r\n`);
  }

  unsubscribe(subject: string): void {
    this.#send(`UNSUB ${this.#sids.get(subject)}\r\n`);
  }

  publish({
    subject,
    reply = "",
    headers = "",
    body = "",
  }: { subject: string } & Partial<Got>): void {
    const size = headers.length + body.length;
    const sizes = headers === "" ? `${size}` : `${headers.length} ${size}`;
    this.#send(`${headers === "" ? "PUB" : "HPUB"} ${subject} ${reply} ${sizes}\r\n`);
    this.#send(`${headers}${body}\r\n`);
  }

  got(subject: string): readonly Got[] {
    return this.#got.get(this.#sids.get(subject) ?? 0) ?? [];
  }

  async pause(): Promise<void> {
    const ponged = new Promise<void>((resolve) => this.#pongs.push(resolve));
    this.#send("PING\r\n");
    await ponged;
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    await Promise.resolve();
  }

  #send(text: string): void {
    this.#socket.write(text, "latin1");
  }

  #take(text: string): void {
    this.#rest += text;
    for (let end = this.#rest.indexOf("\r\n"); end >= 0; end = this.#rest.indexOf("\r\n")) {
      const line = this.#rest.slice(0, end);
      const taken = this.#takeLine(line, end + 2);
      if (taken === 0) return;
      this.#rest = this.#rest.slice(taken);
    }
  }

  /** How much of what came belongs to this line; 0 where some of it is still to come. */
  #takeLine(line: string, at: number): number {
    const [verb, subject = "", sid = "", ...others] = line.split(" ");
    if (verb === "PING") this.#send("PONG\r\n");
    if (verb === "PONG") this.#pongs.shift()?.();
    if (verb === "-ERR") throw new Error(line);
    if (verb !== "MSG" && verb !== "HMSG") return at;
    const numbers = verb === "MSG" ? 1 : 2;
    const [headerBytes = 0, bytes = 0] =
      numbers === 1 ? [0, Number(others.at(-1))] : others.slice(-2).map(Number);
    if (this.#rest.length < at + bytes + 2) return 0;
    const reply = others.length > numbers ? (others[0] ?? "") : "";
    const headers = this.#rest.slice(at, at + headerBytes);
    const body = this.#rest.slice(at + headerBytes, at + bytes);
    this.#got.get(Number(sid))?.push({ subject, reply, headers, body });
    return at + bytes + 2;
  }
}
