import { connect, type KvBucket } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { keyOf } from "../measure/keys.ts";
import { randomNumbers } from "../measure/random.ts";
import { retainedBytes } from "../measure/retained.ts";
import { VALUE_BYTES } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";

const KEYS = 20_000;
const BATCH = 1_000;
const WATCHERS = 20;
const TTL_MS = 5_000;
/** Until then caches and buffers find their size. */
const SETTLING_SHARE = 0.1;

/** Writes, times to live, and watchers that come and go, for so many minutes: `soak 10`. */
export async function run([minutes = ""]: readonly string[]): Promise<Readings> {
  const wholeMs = Number(minutes) * 60_000;
  const begin = performance.now();
  const load = await Load.begin();
  await load.work(begin + wholeMs * SETTLING_SHARE);
  const beginBytes = await load.retained();
  await load.work(begin + wholeMs);
  const endBytes = await load.retained();
  await load.end();
  return {
    beginMb: beginBytes / 1e6,
    endMb: endBytes / 1e6,
    growth: endBytes / beginBytes,
    millionWrites: load.writes / 1e6,
    millionHeard: load.heard / 1e6,
  };
}

/** What a busy process does with two buckets. */
class Load {
  writes = 0;
  heard = 0;
  readonly #random = randomNumbers(11);
  readonly #lasting: KvBucket;
  readonly #passing: KvBucket;
  readonly #close: () => Promise<void>;

  private constructor(lasting: KvBucket, passing: KvBucket, close: () => Promise<void>) {
    this.#lasting = lasting;
    this.#passing = passing;
    this.#close = close;
  }

  static async begin(): Promise<Load> {
    const manager = await connect(local());
    const lasting = await manager.create("lasting", { history: 5 });
    const passing = await manager.create("passing", { ttlMs: TTL_MS });
    const load = new Load(lasting, passing, () => manager.close());
    // Every key is at its depth before anything is compared.
    for (let at = 0; at < KEYS * 5; at += 1) await lasting.put(keyOf(at % KEYS), valueOf(at));
    return load;
  }

  async work(untilMs: number): Promise<void> {
    while (performance.now() < untilMs) {
      const watchers = await this.#watch();
      for (let write = 0; write < BATCH; write += 1) await this.#write();
      for (const stop of watchers) await stop();
      await new Promise(setImmediate);
    }
  }

  /** What is held when everything that has its time is gone. */
  async retained(): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, TTL_MS + 500));
    await this.#lasting.purgeDeletes({ olderThanMs: 0 });
    for (let at = 0; at < KEYS * 5; at += 1) await this.#lasting.put(keyOf(at % KEYS), valueOf(at));
    return retainedBytes();
  }

  async end(): Promise<void> {
    await this.#close();
  }

  /** Some listen, some never read. */
  async #watch(): Promise<(() => Promise<void>)[]> {
    const watchers = await Promise.all(
      Array.from({ length: WATCHERS }, () =>
        this.#lasting.watch(["orders.*.items", `orders.${this.#random(KEYS)}.>`], {
          include: "updates",
        }),
      ),
    );
    for (const watcher of watchers.slice(0, WATCHERS / 2)) {
      watcher.on("entry", () => {
        this.heard += 1;
      });
    }
    return watchers.map((watcher) => () => watcher.stop());
  }

  async #write(): Promise<void> {
    const at = this.#random(KEYS);
    const kind = this.#random(10);
    this.writes += 1;
    if (kind < 6) await this.#lasting.put(keyOf(at), valueOf(at));
    else if (kind < 9) await this.#passing.put(keyOf(at), valueOf(at));
    else await this.#lasting.delete(keyOf(at));
  }
}

function valueOf(at: number): Uint8Array {
  return new Uint8Array(VALUE_BYTES).fill(at);
}
