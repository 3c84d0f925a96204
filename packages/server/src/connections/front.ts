import type { Router } from "../routing/router.ts";
import { Authenticator } from "./authenticator.ts";
import type { ServerFacts } from "./info.ts";
import { Sessions } from "./sessions.ts";
import type { Settings } from "./settings.ts";
import { TcpListener } from "./tcp-listener.ts";
import { WebSocketListener } from "./websocket-listener.ts";

/** The side of a server that clients see: where it listens, and who is connected. */
export class Front {
  readonly #sessions: Sessions;
  readonly #tcp: TcpListener;
  readonly #webSocket: WebSocketListener | undefined;
  #closing: Promise<void> | undefined;

  /** @param id - What the server is known by; its name too, unless the settings have one. */
  constructor(settings: Settings, router: Router, id: string) {
    const authenticator = new Authenticator(settings.credentials);
    const facts: ServerFacts = {
      id,
      name: settings.name ?? id,
      maxPayloadBytes: settings.maxPayloadBytes,
      isAuthRequired: authenticator.isRequired,
    };
    this.#sessions = new Sessions({ settings, router, authenticator, facts });
    this.#tcp = new TcpListener(settings, this.#sessions);
    if (settings.wsPort !== undefined)
      this.#webSocket = new WebSocketListener(settings, this.#sessions);
  }

  /** Where clients connect to. */
  get url(): string {
    return this.#tcp.url;
  }

  /** Where clients connect to over WebSocket; undefined where they cannot. */
  get wsUrl(): string | undefined {
    return this.#webSocket?.url;
  }

  /** Begins to take clients in; where that fails nothing is left open. */
  async open(): Promise<void> {
    await this.#tcp.open();
    try {
      await this.#webSocket?.open();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Takes nobody in any more, sends what waits, and resolves when every connection is closed. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    // First nobody comes in any more, then those who are in are sent away.
    const closed = Promise.all([this.#tcp.close(), this.#webSocket?.close()]);
    await this.#sessions.drain();
    await closed;
  }
}
