import { connect, type KvBucket, type KvManager } from "@revkv/core";
import type { KvConfig } from "@revkv/core/words";
import { CountingTransport, type Arrivals } from "./arrivals.ts";
import { BUCKET } from "./bucket-under-test.ts";
import type { BucketStates, Deviation } from "./deviation.ts";
import { Difference } from "./difference.ts";
import { explain } from "./explaining.ts";
import { isSameOutcome, realOutcome, type Outcome } from "./outcome.ts";
import { RealTime } from "./real-time.ts";
import type { RealWatch } from "./real-watch.ts";
import type { StoreProfile, TestedStore } from "./store-profile.ts";

/** One client of the tested store. */
export interface Client {
  readonly manager: KvManager;
  readonly bucket: KvBucket;
}

/** A tested store with its clients and watchers. */
export class World {
  readonly profile: StoreProfile;
  readonly store: TestedStore;
  /** All watchers in the order they were opened, ended ones included. */
  readonly watches: RealWatch[] = [];
  /** When what happened, where time is real. */
  readonly realTime: RealTime = new RealTime();
  /** What explained differences, in the order they came. */
  readonly explained: Deviation[] = [];
  readonly #transport: CountingTransport;
  readonly #clients: Client[] = [];
  readonly #deviations: readonly Deviation[];

  private constructor(profile: StoreProfile, store: TestedStore) {
    this.profile = profile;
    this.store = store;
    this.#transport = new CountingTransport(store.transport);
    const relaxations = profile.time === "real" ? this.realTime.relaxations : [];
    this.#deviations = [...relaxations, ...profile.deviations];
  }

  /** Connects two clients to one store, with one bucket. */
  static async open(profile: StoreProfile, store: TestedStore, config: KvConfig): Promise<World> {
    const world = new World(profile, store);
    const first = await connect(world.#transport);
    const bucket = await first.create(BUCKET, structuredClone(config));
    world.#clients.push({ manager: first, bucket });
    await world.connect(1);
    return world;
  }

  /** What it holds is no longer what the model holds, for a reason that is known. */
  get isParted(): boolean {
    return this.explained.some((deviation) => deviation.diverges);
  }

  /** What has reached the watcher that was opened last. */
  get newestArrivals(): Arrivals {
    return this.#transport.newest;
  }

  /** One of the two clients. */
  client(at: number): Client {
    const client = this.#clients[at];
    if (client === undefined) throw new Error(`there is no client ${at}`);
    return client;
  }

  /** Connects a client anew. The bucket must exist. */
  async connect(at: number): Promise<void> {
    const manager = await connect(this.#transport);
    this.#clients[at] = { manager, bucket: await manager.open(BUCKET) };
  }

  /** How a call ends here. */
  outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
    return realOutcome(call, this.profile.patienceMs);
  }

  /**
   * Holds an answer against the model's.
   *
   * @throws A `Difference`, unless what is known of the store explains it.
   */
  requireSame(what: string, expected: Outcome, found: Outcome, buckets: BucketStates): void {
    if (isSameOutcome(expected, found)) return;
    const { found: rest, by } = explain(expected, found, this.#deviations, { what, buckets });
    this.explained.push(...by);
    if (isSameOutcome(expected, rest as Outcome)) return;
    throw new Difference(this.profile.name, what, expected, rest as Outcome);
  }

  /** Lets everything happen that is under way: where time is real, until it has or patience is over. */
  async settle(hasSettled: () => boolean): Promise<void> {
    await turn();
    if (this.profile.time === "turned") return;
    const untilMs = Date.now() + this.profile.patienceMs;
    for (let tries = 0; !hasSettled() && Date.now() < untilMs; tries += 1) {
      await (tries < 100 ? turn() : sleep(1));
    }
    // What comes twice often comes at once.
    await turn();
  }

  /** Waits for what may still come although nothing should. */
  async linger(): Promise<void> {
    if (this.profile.time === "real") await sleep(LINGER_MS);
  }

  /** Ends everything, and leaves the store empty for whoever comes next. */
  async close(): Promise<void> {
    for (const { manager } of this.#clients) await manager.close();
    const manager = await connect(this.store.transport);
    for (const name of await manager.names().toArray()) await manager.delete(name);
    await manager.close();
    await this.store.close?.();
  }
}

const LINGER_MS = 10;

function turn(): Promise<void> {
  return new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });
}
