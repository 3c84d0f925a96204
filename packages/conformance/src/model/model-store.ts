import { KvError, type KvConfig } from "@revkv/core/words";
import { changeSettings, passTime } from "./expiring.ts";
import { newBucket, type ModelBucket } from "./model-bucket.ts";
import { ModelWatch, type WatchPlan } from "./model-watch.ts";
import { differingSettings, settingsOf } from "./settings.ts";

/** The buckets of one store, its time, and every watcher that was ever opened on it. */
export class ModelStore {
  /** All watchers in the order they were opened, ended ones included. */
  readonly watches: ModelWatch[] = [];
  readonly #buckets = new Map<string, ModelBucket>();
  #nowMs: number;

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  /** What the clock shows. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** The names of all buckets, sorted. */
  get names(): readonly string[] {
    return [...this.#buckets.keys()].toSorted();
  }

  /** A bucket, if there is one. */
  find(name: string): ModelBucket | undefined {
    return this.#buckets.get(name);
  }

  /** A bucket; throws `BUCKET_NOT_FOUND` when there is none. */
  bucket(name: string): ModelBucket {
    const bucket = this.#buckets.get(name);
    if (bucket !== undefined) return bucket;
    throw KvError.of("BUCKET_NOT_FOUND", "there is no such bucket", { natsCode: 10059 });
  }

  /** Makes a bucket; the same settings again change nothing, others throw `BUCKET_EXISTS` (R15). */
  create(name: string, given: KvConfig): void {
    const known = this.#buckets.get(name);
    if (known === undefined) {
      this.#buckets.set(name, newBucket(name, given, this.#nowMs));
      return;
    }
    const differences = differingSettings(known.settings, settingsOf(given));
    if (differences.length === 0) return;
    const details = { differences, natsCode: 10058 };
    throw KvError.of("BUCKET_EXISTS", "the bucket has another config", details);
  }

  /** Replaces the settings of a bucket. */
  update(name: string, given: KvConfig): void {
    changeSettings(this.bucket(name), given);
  }

  /** Does what applies of the two; the same settings again change nothing. */
  createOrUpdate(name: string, given: KvConfig): void {
    const known = this.#buckets.get(name);
    const isSame =
      known === undefined || differingSettings(known.settings, settingsOf(given)).length === 0;
    if (isSame) this.create(name, given);
    else this.update(name, given);
  }

  /** Removes a bucket, which ends its watchers; false when there was none. */
  delete(name: string): boolean {
    for (const watch of this.#buckets.get(name)?.watches ?? []) {
      watch.finish(KvError.of("BUCKET_DELETED", "the bucket was deleted"));
    }
    return this.#buckets.delete(name);
  }

  /** Opens a watcher of a bucket for a client. */
  watch(name: string, client: number, plan: WatchPlan): ModelWatch {
    const watch = new ModelWatch(this.bucket(name), client, plan);
    this.watches.push(watch);
    return watch;
  }

  /** Ends the watchers of a client that closes. */
  closeClient(client: number): void {
    for (const watch of this.watches) if (watch.client === client) watch.finish("clean");
  }

  /** Turns the clock; what falls due on the way goes in order of time. */
  advance(ms: number): void {
    this.#nowMs += ms;
    for (const bucket of this.#buckets.values()) passTime(bucket, this.#nowMs);
  }
}
