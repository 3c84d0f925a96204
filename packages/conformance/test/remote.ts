import type { BucketLink, Sink, Store, Subscription, Transport } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { overriding } from "../src/commands/overriding.ts";
import { LOCAL, type StoreProfile } from "../src/index.ts";

/** A store in this process that behaves as one far away: on real time, every answer and every entry late. */
export const REMOTE: StoreProfile = { ...LOCAL, name: "remote", time: "real", patienceMs: 2_000 };

/** Waits for a few turns, or for a ms now and then; what is asked first is not always answered first. */
type Delay = () => Promise<void>;

/** The transport of such a store; the same seed gives the same delays. */
export function remote(seed: number): Transport {
  const delay = delays(seed);
  const near = local();
  return {
    name: "remote",
    open: async () => lateStore(await near.open(), delay),
  };
}

function delays(seed: number): Delay {
  let state = seed;
  return async () => {
    state = (state * 48_271 + 11) % 2_147_483_647;
    const turns = state % 4;
    if (state % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    for (let turn = 0; turn < turns; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
}

/** Every answer of these methods comes late; what they do, they do at once. */
function late<T extends object>(target: T, names: readonly (keyof T)[], delay: Delay): Partial<T> {
  const methods = names.map((name) => {
    const method = async (...given: unknown[]): Promise<unknown> => {
      try {
        return await (target[name] as (...given: unknown[]) => unknown).apply(target, given);
      } finally {
        await delay();
      }
    };
    return [name, method] as const;
  });
  return Object.fromEntries(methods) as Partial<T>;
}

function lateStore(store: Store, delay: Delay): Store {
  const calls = ["createBucket", "updateBucket", "deleteBucket", "bucketStatus"] as const;
  return overriding<Store>(store, {
    ...late<Store>(store, calls, delay),
    link: async (bucket) => {
      const link = await store.link(bucket);
      await delay();
      return lateLink(link, delay);
    },
  });
}

function lateLink(link: BucketLink, delay: Delay): BucketLink {
  const calls = ["write", "read", "readAt", "readMany", "dropMarkers"] as const;
  return overriding<BucketLink>(link, {
    ...late<BucketLink>(link, calls, delay),
    subscribe: async (request, sink): Promise<Subscription> => {
      const flow = new LateFlow(sink, delay);
      const subscription = await link.subscribe(request, flow);
      await delay();
      return {
        resume: () => flow.resume(),
        stop: async () => {
          flow.stop();
          await subscription.stop();
        },
      };
    },
  });
}

/** What a sink is given, later and in order. */
class LateFlow implements Sink {
  readonly #sink: Sink;
  readonly #delay: Delay;
  readonly #waiting: (() => boolean)[] = [];
  #isFlowing = false;
  #isPaused = false;

  constructor(sink: Sink, delay: Delay) {
    this.#sink = sink;
    this.#delay = delay;
  }

  entry(...given: Parameters<Sink["entry"]>): boolean {
    return this.#later(() => this.#sink.entry(...given));
  }

  caughtUp(): void {
    this.#later(() => {
      this.#sink.caughtUp();
      return true;
    });
  }

  closed(...given: Parameters<Sink["closed"]>): void {
    this.#later(() => {
      this.#sink.closed(...given);
      return true;
    });
  }

  resume(): void {
    this.#isPaused = false;
    void this.#flow();
  }

  stop(): void {
    this.#waiting.length = 0;
  }

  #later(give: () => boolean): true {
    this.#waiting.push(give);
    void this.#flow();
    return true;
  }

  async #flow(): Promise<void> {
    if (this.#isFlowing) return;
    this.#isFlowing = true;
    while (this.#waiting.length > 0 && !this.#isPaused) {
      await this.#delay();
      const give = this.#waiting.shift();
      if (give !== undefined) this.#isPaused = !give();
    }
    this.#isFlowing = false;
  }
}
