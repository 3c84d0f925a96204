import { connect, type KvBucket, type KvManager, type Transport } from "@revkv/core";
import type { KvConfig } from "@revkv/core/words";
import { BUCKET } from "./bucket-under-test.ts";
import type { Coverage } from "./coverage.ts";
import type { RealWatch } from "./real-watch.ts";

/** A store to test: empty, and with a clock that the test turns. */
export interface TestedStore {
  readonly transport: Transport;
  /** What its clock shows. */
  nowMs(): number;
  /** Turns it; what falls due goes before this returns. */
  advance(ms: number): void;
}

/** One client of the tested store. */
export interface Client {
  readonly manager: KvManager;
  readonly bucket: KvBucket;
}

/** The tested store with its clients and watchers, and the record of what was done to it. */
export class World {
  readonly store: TestedStore;
  readonly coverage: Coverage;
  /** All watchers in the order they were opened, ended ones included. */
  readonly watches: RealWatch[] = [];
  /** Every call of this run and its outcome. */
  readonly transcript: string[] = [];
  readonly #clients: Client[] = [];

  private constructor(store: TestedStore, coverage: Coverage) {
    this.store = store;
    this.coverage = coverage;
  }

  /** Connects two clients to one store, with one bucket. */
  static async open(store: TestedStore, coverage: Coverage, config: KvConfig): Promise<World> {
    const world = new World(store, coverage);
    const first = await connect(store.transport);
    world.#clients.push({
      manager: first,
      bucket: await first.create(BUCKET, structuredClone(config)),
    });
    await world.connect(1);
    return world;
  }

  /** One of the two clients. */
  client(at: number): Client {
    const client = this.#clients[at];
    if (client === undefined) throw new Error(`there is no client ${at}`);
    return client;
  }

  /** Connects a client anew. The bucket must exist. */
  async connect(at: number): Promise<void> {
    const manager = await connect(this.store.transport);
    this.#clients[at] = { manager, bucket: await manager.open(BUCKET) };
  }

  /** Lets everything happen that needs no time: all promises and the turn after them. */
  async settle(): Promise<void> {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }

  /** Ends everything. */
  async close(): Promise<void> {
    for (const { manager } of this.#clients) await manager.close();
  }
}
