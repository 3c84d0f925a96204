import type { Socket } from "node:net";

/** Who decides about a connection of a proxy. */
export interface ConnectionOwner {
  /** Called with what the server sent; passes it on by `forward`, or not. */
  readonly pass: (bytes: Buffer) => void;
  /** Called once when the connection has ended. */
  readonly over: () => void;
}

/** A client's connection to a proxy and the proxy's own to the server, as one. */
export class ProxiedConnection {
  readonly #client: Socket;
  readonly #server: Socket;
  #isPaused = false;
  #toDrop = 0;

  constructor(client: Socket, server: Socket, { pass, over }: ConnectionOwner) {
    this.#client = client;
    this.#server = server;
    client.setNoDelay(true);
    server.setNoDelay(true);
    client.pipe(server);
    server.on("data", pass);
    client.on("drain", () => this.#flow());
    // The other end is told by the end of its own connection.
    client.on("error", () => {});
    server.on("error", () => {});
    server.on("close", () => client.end());
    client.on("close", () => {
      server.destroy();
      over();
    });
  }

  /** Sends bytes from the server to the client, but for those that are to be lost. */
  forward(bytes: Buffer): void {
    const lost = Math.min(this.#toDrop, bytes.length);
    this.#toDrop -= lost;
    if (lost === bytes.length || this.#client.destroyed) return;
    if (!this.#client.write(bytes.subarray(lost))) this.#server.pause();
  }

  /** Destroys both connections. */
  cut(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  /** Holds what the server sends. */
  pause(): void {
    this.#isPaused = true;
    this.#server.pause();
  }

  /** Passes on what the server sends. */
  resume(): void {
    this.#isPaused = false;
    this.#toDrop = 0;
    this.#flow();
  }

  /** Loses so many bytes from the server. */
  drop(bytes: number): void {
    this.#toDrop = bytes;
  }

  #flow(): void {
    if (!this.#isPaused && !this.#client.writableNeedDrain) this.#server.resume();
  }
}
