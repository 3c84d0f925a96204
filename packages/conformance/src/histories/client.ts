import { isKvError, type KvBucket } from "@revkv/core";
import type { ClientStep } from "./client-plan.ts";
import { restAfter } from "./rest.ts";

/** How often a client that lost a race tries again. */
const MOST_RETRIES = 3;

/** One client of a recorded run, who does one thing after the other. */
export class Client {
  readonly #bucket: KvBucket;
  readonly #name: string;
  readonly #keys: readonly string[];
  /** The last revision of each key that it has been told of. */
  readonly #known = new Map<string, number>();
  #values = 0;

  constructor(bucket: KvBucket, name: string, keys: readonly string[]) {
    this.#bucket = bucket;
    this.#name = name;
    this.#keys = keys;
  }

  /** Does one step after the other; how each ends is for the recording to say. */
  async run(steps: readonly ClientStep[]): Promise<void> {
    for (const step of steps) {
      try {
        await this.#do(step);
      } catch (error) {
        if (!isKvError(error)) throw error;
        this.#learn(step.key, error);
        await restAfter(error);
      }
    }
  }

  async #do({ kind, key, isGuarded }: ClientStep): Promise<void> {
    const bucket = this.#bucket;
    const known = this.#known.get(key);
    const guard = isGuarded && known !== undefined ? { expected: known } : {};
    switch (kind) {
      case "put":
        return this.#know(key, await bucket.put(key, this.#value()));
      case "create":
        return this.#know(key, await bucket.create(key, this.#value()));
      case "update":
        return this.#know(key, await bucket.update(key, this.#value(), known ?? 1));
      case "delete":
        return this.#know(key, await bucket.delete(key, guard));
      case "purge":
        return this.#know(key, await bucket.purge(key, guard));
      case "modify":
        return this.#modify(key);
      case "get":
        return this.#read(key, "leader");
      case "getDirect":
        return this.#read(key, "direct");
      case "getMany":
        return void (await bucket.getMany(this.#keys));
    }
  }

  async #read(key: string, consistency: "leader" | "direct"): Promise<void> {
    const entry = await this.#bucket.get(key, { consistency, includeDeleted: true });
    this.#know(key, entry?.revision ?? 0);
  }

  /** What `modify` does, without its waits of a random length: the same seed is to give the same run. */
  async #modify(key: string): Promise<void> {
    for (let lost = 0; ; lost += 1) {
      await this.#read(key, "leader");
      try {
        const expected = this.#known.get(key) ?? 0;
        return this.#know(key, await this.#bucket.put(key, this.#value(), { expected }));
      } catch (error) {
        if (!isKvError(error, "REVISION_MISMATCH") || lost === MOST_RETRIES) throw error;
      }
    }
  }

  /** A value that nobody else writes, so that who reads it knows whose it is. */
  #value(): string {
    this.#values += 1;
    return `${this.#name} ${this.#values}`;
  }

  #know(key: string, revision: number): void {
    if (revision > 0) this.#known.set(key, revision);
  }

  /** A lost race may tell where the key is. */
  #learn(key: string, error: unknown): void {
    if (!isKvError(error, "REVISION_MISMATCH") && !isKvError(error, "KEY_EXISTS")) return;
    this.#know(key, error.actual ?? 0);
  }
}
