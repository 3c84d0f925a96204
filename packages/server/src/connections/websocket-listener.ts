import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createWebSocketStream, WebSocketServer, type WebSocket } from "ws";
import { closed, listenAt, urlOf } from "./bound-port.ts";
import { demandOf, HANDSHAKE_MS } from "./handshake.ts";
import type { Sessions } from "./sessions.ts";
import type { Settings } from "./settings.ts";

const UPGRADE_REQUIRED = 426;

/** Takes clients in over WebSockets, at a port of its own. */
export class WebSocketListener {
  readonly #settings: Settings;
  readonly #sessions: Sessions;
  readonly #server: Server;
  #port = 0;

  constructor(settings: Settings, sessions: Sessions) {
    this.#settings = settings;
    this.#sessions = sessions;
    const { tls } = settings;
    this.#server =
      tls === undefined
        ? createServer()
        : createTlsServer({ handshakeTimeout: HANDSHAKE_MS, ...tls });
    this.#server.on("request", (_, response) => {
      response.writeHead(UPGRADE_REQUIRED, { connection: "close" }).end();
    });
    const { maxPayloadBytes, maxPendingBytes } = settings;
    const sockets = new WebSocketServer({
      server: this.#server,
      // One frame may bring many operations, but no more than may wait on the way back.
      maxPayload: maxPayloadBytes + maxPendingBytes,
    });
    // The server's own errors are for whoever listens.
    sockets.on("error", () => {});
    sockets.on("connection", (socket, request) =>
      this.#accept(socket, request.socket.remoteAddress ?? ""),
    );
  }

  /** Where it listens. */
  get url(): string {
    const { host, tls } = this.#settings;
    return urlOf(tls === undefined ? "ws" : "wss", host, this.#port);
  }

  /** Begins to take clients in. */
  async open(): Promise<void> {
    this.#port = await listenAt(this.#server, this.#settings.host, this.#settings.wsPort ?? 0);
  }

  /** Takes nobody in any more, and waits until those who are in have gone. */
  async close(): Promise<void> {
    const isClosed = closed(this.#server);
    // Who has not asked for a WebSocket by now gets none; those who have one are none of HTTP's any more.
    this.#server.closeAllConnections();
    await isClosed;
  }

  #accept(socket: WebSocket, ip: string): void {
    const { host, tls } = this.#settings;
    const facts = { host, port: this.#port, tls: demandOf(tls), isWebSocket: true };
    const session = this.#sessions.admit(createWebSocketStream(socket), facts, ip);
    session?.greet();
    session?.start();
  }
}
