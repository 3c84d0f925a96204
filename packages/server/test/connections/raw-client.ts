import { connect, type Socket } from "node:net";
import { onTestFinished, vi } from "vitest";

const PATIENCE_MS = 10_000;

/** A client that knows bytes alone: one character a byte, both ways. */
export class RawClient {
  received = "";
  isClosed = false;
  readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => (this.received += chunk.toString("latin1")));
    socket.on("error", () => {});
    socket.on("close", () => (this.isClosed = true));
  }

  /** Connects and waits for the greeting, or for being sent away. */
  static async open(port: number): Promise<RawClient> {
    const client = new RawClient(connect({ port, host: "127.0.0.1", noDelay: true }));
    onTestFinished(() => void client.socket.destroy());
    await client.until(() => client.received.includes("\r\n"));
    return client;
  }

  send(text: string): void {
    this.socket.write(text, "latin1");
  }

  /** Sends, and waits until two PINGs behind it are answered; gives what came in between. */
  async ask(text: string): Promise<string> {
    const before = this.received.length;
    this.send(`${text}PING\r\nPING\r\n`);
    const pongs = () => this.received.slice(before).match(/(?<=^|\n)PONG\r\n/g)?.length ?? 0;
    await this.until(() => pongs() >= 2 || this.isClosed);
    return this.received.slice(before);
  }

  /** Waits until the server has closed; gives all that came. */
  async end(): Promise<string> {
    await this.until(() => this.isClosed);
    return this.received;
  }

  /** Waits until something holds. */
  async until(isSo: () => boolean): Promise<void> {
    const check = () => {
      if (!isSo()) throw new Error(`not so yet; received: ${JSON.stringify(this.received)}`);
    };
    await vi.waitFor(check, { timeout: PATIENCE_MS, interval: 2 });
  }
}
