import { connect as natsConnect, type NatsConnection } from "@nats-io/transport-node";
import { connect, type KvBucket, type KvConfig, type KvManager } from "@revkv/core";
import { brief } from "@revkv/dev/expecting";
import type { RunningServer } from "@revkv/dev/nats-server";
import { afterAll, beforeAll } from "vitest";
import { nats, type NatsOptions } from "../../src/index.ts";

/** A store on the server of a block, for its hooks and tests. */
export class Here {
  readonly #server: () => RunningServer;
  readonly #connections: NatsConnection[] = [];
  #connection: NatsConnection | undefined;
  #kv: KvManager | undefined;
  #count = 0;

  constructor(server: () => RunningServer) {
    this.#server = server;
  }

  get server(): RunningServer {
    return this.#server();
  }

  get connection(): NatsConnection {
    if (this.#connection === undefined) throw new Error("the block has not begun");
    return this.#connection;
  }

  get kv(): KvManager {
    if (this.#kv === undefined) throw new Error("the block has not begun");
    return this.#kv;
  }

  /** A name that no other bucket of the block has. */
  newName(): string {
    this.#count += 1;
    return `b${this.#count}`;
  }

  /** A bucket of its own, in memory unless the config says otherwise. */
  async bucket(config: KvConfig = {}, kv: KvManager = this.kv): Promise<KvBucket> {
    return kv.create(this.newName(), { storage: "memory", ...config });
  }

  /** A further connection; closed after the block. */
  async anotherConnection(url: string = this.server.url): Promise<NatsConnection> {
    const connection = await natsConnect({ servers: url, reconnectTimeWait: 50 });
    this.#connections.push(connection);
    return connection;
  }

  /** A store on a connection of its own. */
  async anotherStore(options?: NatsOptions): Promise<KvManager> {
    return connect(nats(await this.anotherConnection(), options));
  }

  async begin(): Promise<void> {
    this.#connection = await this.anotherConnection();
    this.#kv = await connect(nats(this.#connection));
  }

  async end(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }
}

/** Connects before the tests of the block, and closes after them. */
export function storeOn(server: () => RunningServer): Here {
  const here = new Here(server);
  beforeAll(() => here.begin());
  afterAll(() => here.end());
  return here;
}

/** Asks the API of JetStream, past revkv; rejects with what the server refuses. */
export async function askApi<T extends object>(
  connection: NatsConnection,
  subject: string,
  body?: object,
): Promise<T> {
  const payload = body === undefined ? "" : JSON.stringify(body);
  const answer = await connection.request(`$JS.API.${subject}`, payload, { timeout: 10_000 });
  const parsed = answer.json<T & { readonly error?: { readonly description: string } }>();
  if (parsed.error !== undefined) throw new Error(JSON.stringify(parsed.error));
  return parsed;
}

/** All stored entries in short. */
export async function historyOf(bucket: KvBucket, filter = ">"): Promise<string[]> {
  return (await bucket.history(filter).toArray()).map(brief);
}

/** Puts so many values of some bytes each, all at once: `k0`, `k1` and so on. */
export async function fill(bucket: KvBucket, count: number, bytes = 1): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, at) => `k${at}`);
  const value = new Uint8Array(bytes).fill(120);
  await Promise.all(keys.map((key) => bucket.put(key, value)));
  return keys;
}
