import { serve, type KvServer } from "@revkv/server";
import { local } from "@revkv/transport-local";
import { LOOPBACK } from "./ports.ts";
import type { RunningServer, ServerOptions } from "./running-server.ts";
import { SERVED } from "./stand-in.ts";

/** Serves a store of its own; it outlives restarts, as files would. */
export async function startServed(options: ServerOptions): Promise<RunningServer> {
  if (options.config !== undefined) throw new Error("the served engine has no config file");
  const server = new ServedServer(options);
  await server.restart();
  return server;
}

class ServedServer implements RunningServer {
  readonly version: string = SERVED.version;
  readonly #transport = local();
  readonly #name: string | undefined;
  #port: number;
  #running: KvServer | undefined;

  constructor({ name, port = 0 }: ServerOptions) {
    this.#name = name;
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `nats://${LOOPBACK}:${this.#port}`;
  }

  get pid(): number | undefined {
    return this.#running === undefined ? undefined : process.pid;
  }

  log(): string {
    return "(the engine of this process writes no log)";
  }

  async stop(): Promise<void> {
    await this.#running?.close();
    this.#running = undefined;
  }

  async kill(): Promise<void> {
    await this.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    this.#running = await serve(this.#transport, { port: this.#port, name: this.#name });
    this.#port = Number(new URL(this.#running.url).port);
  }
}
