import { connect as natsConnect, type NatsConnection } from "@nats-io/transport-node";
import {
  connect,
  isKvError,
  type KvBucket,
  type KvConfig,
  type KvError,
  type KvManager,
} from "@revkv/core";
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

/** What a promise rejects with, whatever it is. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it resolved");
}

/** The KvError that a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<KvError> {
  const error = await rejection(promise);
  if (isKvError(error)) return error;
  throw error;
}

/** The code of the KvError that a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  return (await failure(promise)).code;
}

/** What a wrongly typed caller passes. */
export function wrong<T>(value: unknown): T {
  return value as T;
}

interface Brief {
  readonly key: string;
  readonly operation: string;
  readonly revision: number;
}

/** An entry in short: `1 PUT a`. */
export function brief({ key, operation, revision }: Brief): string {
  return `${revision} ${operation} ${key}`;
}

/** All stored entries in short. */
export async function historyOf(bucket: KvBucket, filter = ">"): Promise<string[]> {
  return (await bucket.history(filter).toArray()).map(brief);
}

/** Takes so many entries from an iterator that goes on. */
export async function take<T>(source: AsyncIterator<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await source.next();
    if (next.done === true) throw new Error(`it ended after ${taken.length}`);
    taken.push(next.value);
  }
  return taken;
}

/** Puts so many values of some bytes each, all at once: `k0`, `k1` and so on. */
export async function fill(bucket: KvBucket, count: number, bytes = 1): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, at) => `k${at}`);
  const value = new Uint8Array(bytes).fill(120);
  await Promise.all(keys.map((key) => bucket.put(key, value)));
  return keys;
}

/** Whether the server of a block is of such a version or newer: `2.10`. */
export function isAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
