import { createServer, type Server, type Socket } from "node:net";
import {
  createServer as createTlsServer,
  type Server as TlsServer,
  type TLSSocket,
} from "node:tls";
import { closed, listenAt, urlOf } from "./bound-port.ts";
import { demandOf, HANDSHAKE_MS } from "./handshake.ts";
import type { ListenerFacts } from "./info.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import type { Settings } from "./settings.ts";

/** Takes clients in over TCP, with TLS where the settings say so. */
export class TcpListener {
  readonly #settings: Settings;
  readonly #sessions: Sessions;
  readonly #server: Server;
  readonly #secure: TlsServer | undefined;
  /** Clients whose TLS has not begun, by address and port. */
  readonly #unsecured = new Map<string, Session>();
  #port = 0;

  constructor(settings: Settings, sessions: Sessions) {
    this.#settings = settings;
    this.#sessions = sessions;
    // A client may close its side first and still wait for its answers.
    const options = { noDelay: true, allowHalfOpen: true };
    this.#server = createServer(options, (socket) => this.#accept(socket));
    if (settings.tls === undefined) return;
    const tls = { handshakeTimeout: HANDSHAKE_MS, ...settings.tls, allowHalfOpen: true };
    this.#secure = createTlsServer(tls, (socket) => this.#secured(socket));
    this.#secure.on("tlsClientError", (_, socket) => socket.destroy());
  }

  /** Where it listens. */
  get url(): string {
    const { host, tls } = this.#settings;
    return urlOf(tls === undefined ? "nats" : "tls", host, this.#port);
  }

  /** Begins to take clients in. */
  async open(): Promise<void> {
    this.#port = await listenAt(this.#server, this.#settings.host, this.#settings.port);
  }

  /** Takes nobody in any more, and waits until those who are in have gone. */
  async close(): Promise<void> {
    await closed(this.#server);
  }

  #accept(socket: Socket): void {
    const { isHandshakeFirst } = this.#settings;
    const session = this.#sessions.admit(socket, this.#facts(), socket.remoteAddress ?? "");
    if (session === undefined) return;
    if (this.#secure === undefined || !isHandshakeFirst) session.greet();
    if (this.#secure === undefined) {
      session.start();
      return;
    }
    const name = nameOf(socket);
    this.#unsecured.set(name, session);
    socket.once("close", () => this.#unsecured.delete(name));
    this.#secure.emit("connection", socket);
  }

  #secured(socket: TLSSocket): void {
    const name = nameOf(socket);
    const session = this.#unsecured.get(name);
    this.#unsecured.delete(name);
    if (session === undefined) {
      socket.destroy();
      return;
    }
    session.moveTo(socket);
    if (this.#settings.isHandshakeFirst) session.greet();
    session.start();
  }

  #facts(): ListenerFacts {
    const { host, tls } = this.#settings;
    return { host, port: this.#port, tls: demandOf(tls), isWebSocket: false };
  }
}

function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
