import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { LOOPBACK } from "./ports.ts";
import { ProxiedConnection } from "./proxied-connection.ts";

/**
 * Stands between clients and a server and breaks what a network can break. Bytes to the server always
 * pass; those from the server can be held, lost or counted. What is asked of the connections holds for
 * those that live now: one that is made later passes everything.
 */
export interface Proxy {
  readonly port: number;
  readonly url: string;
  /** How many connections live now. */
  readonly connections: number;
  /** Destroys all live connections at once; what is on its way is lost. */
  cut(): void;
  /** Holds what the server sends. */
  pause(): void;
  /** Passes on what the server sends, from what was held on; bytes that were lost stay lost. */
  resume(): void;
  /** Loses the next bytes from the server; without a number all of them until `resume`. */
  dropFromServer(bytes?: number): void;
  /**
   * Acts once when the server has sent so many bytes from now on, all connections together: after exactly
   * these have been passed on. Or when what it has sent from now on, as text of one character a byte, is
   * what a condition waits for: before the last piece of it is passed on. Lost bytes count as sent.
   */
  afterFromServer(when: number | ((sent: string) => boolean), action: () => void): void;
  /** Ends new connections before the server hears of them. */
  refuse(): void;
  /** Lets new connections in again. */
  accept(): void;
  /** Ends all connections and listens no more. */
  stop(): Promise<void>;
}

/** Starts a proxy before a port of the loopback. */
export async function startProxy(targetPort: number): Promise<Proxy> {
  const proxy = new LoopbackProxy(targetPort);
  await proxy.listen();
  return proxy;
}

class LoopbackProxy implements Proxy {
  readonly #targetPort: number;
  readonly #listener: Server = createServer((client) => this.#take(client));
  readonly #live = new Set<ProxiedConnection>();
  readonly #waits = new Set<Wait>();
  #port = 0;
  #refuses = false;

  constructor(targetPort: number) {
    this.#targetPort = targetPort;
  }

  async listen(): Promise<void> {
    this.#listener.listen(0, LOOPBACK);
    await once(this.#listener, "listening");
    this.#port = (this.#listener.address() as AddressInfo).port;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `nats://${LOOPBACK}:${this.port}`;
  }

  get connections(): number {
    return this.#live.size;
  }

  cut(): void {
    for (const connection of this.#live) connection.cut();
    this.#live.clear();
  }

  pause(): void {
    for (const connection of this.#live) connection.pause();
  }

  resume(): void {
    for (const connection of this.#live) connection.resume();
  }

  dropFromServer(bytes = Number.POSITIVE_INFINITY): void {
    for (const connection of this.#live) connection.drop(bytes);
  }

  afterFromServer(when: number | ((sent: string) => boolean), action: () => void): void {
    this.#waits.add({ when, action, bytes: 0, text: "" });
  }

  refuse(): void {
    this.#refuses = true;
  }

  accept(): void {
    this.#refuses = false;
  }

  async stop(): Promise<void> {
    if (!this.#listener.listening) return;
    const closed = once(this.#listener, "close");
    this.#listener.close();
    this.#refuses = true;
    this.cut();
    await closed;
  }

  #take(client: Socket): void {
    if (this.#refuses) {
      client.destroy();
      return;
    }
    const server = connect(this.#targetPort, LOOPBACK);
    const pass = (bytes: Buffer): void => this.#pass(connection, bytes);
    const over = (): boolean => this.#live.delete(connection);
    const connection = new ProxiedConnection(client, server, { pass, over });
    this.#live.add(connection);
  }

  /** Passes bytes from the server on, with the actions that wait for them at their places in between. */
  #pass(connection: ProxiedConnection, bytes: Buffer): void {
    let rest = bytes;
    for (const wait of this.#waits) {
      const at = reachedAt(wait, rest);
      if (at === undefined) continue;
      this.#waits.delete(wait);
      connection.forward(rest.subarray(0, at));
      rest = rest.subarray(at);
      wait.action();
    }
    connection.forward(rest);
  }
}

/** An action that waits for what the server sends. */
interface Wait {
  readonly when: number | ((sent: string) => boolean);
  readonly action: () => void;
  bytes: number;
  text: string;
}

/** Counts bytes; tells after how many of them it is time for the action, undefined: not yet. */
function reachedAt(wait: Wait, bytes: Buffer): number | undefined {
  if (typeof wait.when === "number") {
    const missing = wait.when - wait.bytes;
    wait.bytes += bytes.length;
    return bytes.length >= missing ? missing : undefined;
  }
  wait.text += bytes.toString("latin1");
  return wait.when(wait.text) ? 0 : undefined;
}
