import { isKvError, type Store, type Transport } from "@revkv/core";
import { withinPatience } from "../commands/outcome.ts";
import type { RecordedEnd } from "./comparable.ts";
import type { CallLine, SubscribeCall } from "./line.ts";
import { recordedError } from "./recorded-error.ts";
import { ReplayedClient } from "./replayed-client.ts";
import type { ReplayedWatch } from "./replayed-watch.ts";

/** The clients of a replay, and the buckets that it makes. */
export class ReplayStage {
  readonly #transport: Transport;
  readonly #watchOf: (call: SubscribeCall) => ReplayedWatch;
  readonly #clients = new Map<string, ReplayedClient>();
  /** Belongs to no client: looks at what is there before, and removes what is left. */
  #own: Store | undefined;

  constructor(transport: Transport, watchOf: (call: SubscribeCall) => ReplayedWatch) {
    this.#transport = transport;
    this.#watchOf = watchOf;
  }

  /** Refuses to touch a bucket that is there already. */
  async requireNone(buckets: Iterable<string>): Promise<void> {
    const own = await this.#ownStore();
    for (const bucket of buckets) {
      if (!(await isThere(own, bucket))) continue;
      throw new Error(`the store has a bucket ${bucket} already, and the recording makes one`);
    }
  }

  /** Makes a recorded call. */
  async ask(call: CallLine, patienceMs: number): Promise<RecordedEnd> {
    try {
      const client = await this.#client(call.client);
      return { result: await withinPatience(client.ask(call), patienceMs) };
    } catch (error) {
      return { error: recordedError(error) };
    }
  }

  /** Removes what the recording has made and left. */
  async remove(buckets: Iterable<string>): Promise<void> {
    const own = await this.#ownStore();
    for (const bucket of buckets) await own.deleteBucket(bucket);
  }

  /** Frees everything; a client that has closed its store may do so again. */
  async close(): Promise<void> {
    for (const { store } of this.#clients.values()) await store.close();
    await this.#own?.close();
  }

  async #client(name: string): Promise<ReplayedClient> {
    const known = this.#clients.get(name);
    if (known !== undefined) return known;
    const client = new ReplayedClient(await this.#transport.open(), this.#watchOf);
    this.#clients.set(name, client);
    return client;
  }

  async #ownStore(): Promise<Store> {
    this.#own ??= await this.#transport.open();
    return this.#own;
  }
}

async function isThere(store: Store, bucket: string): Promise<boolean> {
  try {
    await store.bucketStatus(bucket);
    return true;
  } catch (error) {
    if (isKvError(error, "BUCKET_NOT_FOUND")) return false;
    throw error;
  }
}
