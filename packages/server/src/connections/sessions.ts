import type { Duplex } from "node:stream";
import { shielded } from "../shield.ts";
import { newNonce, type ClientFacts, type ListenerFacts } from "./info.ts";
import { Session, type SessionContext } from "./session.ts";
import type { ServerEvent } from "./settings.ts";

/** The connections of a server, whichever way they came in. */
export class Sessions {
  readonly #context: SessionContext;
  readonly #open = new Map<Session, Duplex>();
  #lastId = 0;

  constructor(context: SessionContext) {
    this.#context = context;
  }

  /**
   * Takes a new connection in.
   *
   * @param ip - The client's address.
   * @returns Undefined when there are too many: the client has been told.
   */
  admit(stream: Duplex, listener: ListenerFacts, ip: string): Session | undefined {
    const { settings, authenticator } = this.#context;
    const nonce = authenticator.needsNonce ? newNonce() : undefined;
    const client = { id: ++this.#lastId, ip: ip.replace(/^::ffff:/, ""), nonce };
    const session = new Session(this.#context, { client, listener }, stream);
    const isFull = this.#open.size >= settings.maxConnections;
    this.#open.set(session, stream);
    this.#tell("connected", client, "");
    stream.once("close", () => {
      this.#open.delete(session);
      this.#tell("disconnected", client, session.reason);
    });
    if (!isFull) return session;
    session.greet();
    session.refuse();
    return undefined;
  }

  /** Tells every client that the server ends, sends what waits, and waits until all are gone. */
  async drain(): Promise<void> {
    const gone = [...this.#open.values()].map(
      (stream) => new Promise((resolve) => stream.once("close", resolve)),
    );
    for (const session of this.#open.keys()) session.drain();
    await Promise.all(gone);
  }

  #tell(type: ServerEvent["type"], { id, ip }: ClientFacts, reason: string): void {
    const event = { type, client: id, address: ip, reason };
    shielded(() => this.#context.settings.onEvent?.(event));
  }
}
