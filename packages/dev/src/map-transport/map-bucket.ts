import {
  KvError,
  type Clock,
  type KvConfig,
  type KvStatus,
  type RawEntry,
  type Write,
} from "@revkv/core";
import type { Sink, SubscribeRequest, Subscription } from "@revkv/core";
import { matchesFilter } from "@revkv/core/subjects";
import { fillConfig, type FullConfig } from "@revkv/core/words";
import { MapSubscription } from "./map-subscription.ts";

/** One bucket: the history of each key, oldest entry first. */
export class MapBucket {
  readonly #name: string;
  readonly #clock: Clock;
  #given: KvConfig;
  readonly #histories = new Map<string, RawEntry[]>();
  readonly #watchers = new Set<MapSubscription>();
  #lastRevision = 0;

  constructor(name: string, config: KvConfig, clock: Clock) {
    this.#name = name;
    this.#clock = clock;
    this.#given = config;
  }

  /** The settings in force, defaults filled in. */
  get config(): FullConfig {
    return fillConfig(this.#given);
  }

  /** Commits, then delivers: the one way in which anything is stored. */
  write(write: Write): number {
    checkExpected(write, this.last(write.key));
    const { key, operation } = write;
    const bytes = new Uint8Array(write.bytes);
    this.#lastRevision += 1;
    const revision = this.#lastRevision;
    const createdMs = this.#clock.nowMs();
    const entry = { key, revision, createdMs, operation, bytes, length: bytes.length };
    const stored: RawEntry = { ...entry, reason: undefined, delta: 0 };
    this.#histories.set(key, [...(this.#histories.get(key) ?? []), stored]);
    this.#trim(key, operation === "PURGE" ? 1 : this.config.history);
    for (const watcher of this.#watchers) watcher.take(stored);
    for (const watcher of this.#watchers) watcher.deliver();
    return revision;
  }

  /** The last entry of a key, marker or not. */
  last(key: string): RawEntry | undefined {
    return this.#histories.get(key)?.at(-1);
  }

  /** The entry of a revision, whichever key it has. */
  at(revision: number): RawEntry | undefined {
    return this.#entries().find((entry) => entry.revision === revision);
  }

  /** The last entries of the keys that have one. */
  lastOfEach(keys: readonly string[]): RawEntry[] {
    return keys.flatMap((key) => this.last(key) ?? []);
  }

  /** The initial values are what is stored now: nothing can be written between them and what follows. */
  subscribe(request: SubscribeRequest, sink: Sink): Subscription {
    const subscription = new MapSubscription(request, sink, () =>
      this.#watchers.delete(subscription),
    );
    subscription.begin(this.#initial(request));
    this.#watchers.add(subscription);
    subscription.deliver();
    return subscription;
  }

  /** Entries that are as old as the bucket's time to live go; nobody is told. */
  expire(): void {
    const { ttlMs } = this.#given;
    if (ttlMs === undefined) return;
    const youngestMs = this.#clock.nowMs() - ttlMs;
    for (const [key, history] of this.#histories)
      this.#trim(key, history.filter(({ createdMs }) => createdMs > youngestMs).length);
  }

  /** Gives how many entries went; nobody is told. */
  dropMarkers(olderThanMs: number): number {
    const before = this.#entries().length;
    const youngestMs = olderThanMs === 0 ? Infinity : this.#clock.nowMs() - olderThanMs;
    for (const [key, history] of this.#histories) {
      const last = history.at(-1);
      if (last === undefined || last.operation === "PUT") continue;
      this.#trim(key, last.createdMs <= youngestMs ? 0 : 1);
    }
    return before - this.#entries().length;
  }

  /** Replaces the settings; a lower history trims at once. */
  update(config: KvConfig): void {
    const { storage } = fillConfig(config);
    if (storage !== this.config.storage)
      throw KvError.of("INVALID_CONFIG", `storage cannot become ${storage}`, { natsCode: 10052 });
    this.#given = config;
    for (const key of this.#histories.keys()) this.#trim(key, this.config.history);
  }

  /** Settings and sizes; bytes are those of the values alone. */
  status(): KvStatus {
    const lengths = this.#entries().map(({ length }) => length);
    const { placement, replicas, republish, storage } = this.#given;
    return {
      bucket: this.#name,
      values: lengths.length,
      bytes: lengths.reduce((sum, length) => sum + length, 0),
      lastRevision: this.#lastRevision,
      backingStore: "map",
      config: this.config,
      ignored: [
        ...(placement === undefined ? [] : ["placement" as const]),
        ...((replicas ?? 1) === 1 ? [] : ["replicas" as const]),
        ...(republish === undefined ? [] : ["republish" as const]),
        ...(storage === "file" ? ["storage" as const] : []),
      ],
    };
  }

  /** The bucket is deleted: its watches end. */
  end(): void {
    const reason = KvError.of("BUCKET_DELETED", `the bucket ${this.#name} was deleted`);
    for (const watcher of this.#watchers) watcher.end(reason);
  }

  /** All that is stored, in order of revision. */
  #entries(): RawEntry[] {
    return [...this.#histories.values()].flat().toSorted((a, b) => a.revision - b.revision);
  }

  /** Keeps the newest entries of a key. */
  #trim(key: string, most: number): void {
    const history = this.#histories.get(key) ?? [];
    if (most === 0) this.#histories.delete(key);
    else if (history.length > most) this.#histories.set(key, history.slice(-most));
  }

  #initial({ filters, start }: SubscribeRequest): RawEntry[] {
    if (start === "new") return [];
    const matching = this.#entries().filter(({ key }) =>
      filters.some((filter) => matchesFilter(filter, key)),
    );
    if (start === "all") return matching;
    if (typeof start === "object")
      return matching.filter(({ revision }) => revision >= start.revision);
    const newest = new Map(matching.map((entry) => [entry.key, entry]));
    return matching.filter((entry) => newest.get(entry.key) === entry);
  }
}

/** Refuses a write whose condition does not hold. */
function checkExpected({ key, expected }: Write, last: RawEntry | undefined): void {
  const actual = last?.revision ?? 0;
  if (expected === "any" || expected === actual) return;
  if (expected === "absent") {
    if (last?.operation !== "PUT") return;
    const message = `${key} has a live value at revision ${actual}`;
    throw KvError.of("KEY_EXISTS", message, { key, actual, natsCode: 10071 });
  }
  const message = `${key} is at revision ${actual}, expected ${expected}`;
  throw KvError.of("REVISION_MISMATCH", message, { key, expected, actual, natsCode: 10071 });
}
