import { requireTtl } from "../contract/features.ts";
import type { Answer, BucketLink } from "../contract/transport.ts";
import type { Codec } from "../words/codec.ts";
import {
  toEntry,
  toMeta,
  type KvEntry,
  type KvMeta,
  type KvPut,
  type KvPutMeta,
} from "../words/entry.ts";
import { parseFilters } from "../words/filter.ts";
import { kindOf, parseKey } from "../words/key.ts";
import { parseOlderThan } from "../words/old-markers.ts";
import { invalidArgument, parseFlag, parseOptions } from "../words/options.ts";
import type { KvStatus } from "../words/status.ts";
import type { Write } from "../words/write.ts";
import {
  Writes,
  type CreateOptions,
  type DeleteOptions,
  type PurgeOptions,
  type PutOptions,
} from "../words/writes.ts";
import type { Abortable, KvBucket, KvFilter, KvGetOptions, KvModifyOptions } from "./bucket.ts";
import { shapeOf, type EntryShape } from "../words/entry-shape.ts";
import { FiniteRead } from "./finite-read.ts";
import type { KvIterable } from "./kv-iterable.ts";
import { modify } from "./modify.ts";
import { openWatch } from "./open-watch.ts";
import { readEntry, type ReadOptions } from "./read-entry.ts";
import type { Session } from "./session.ts";
import type { KvWatchOptions } from "./watch-options.ts";
import type { KvWatcher } from "./kv-watcher.ts";

/** What a handle is made of. */
export interface HandleParts<Out, In> {
  readonly name: string;
  readonly link: BucketLink;
  readonly codec: Codec<Out, In>;
  readonly session: Session;
}

/** The handle of one bucket: judges and encodes, asks the link, decodes. */
export class BucketHandle<Out, In> implements KvBucket<Out, In> {
  readonly name: string;
  readonly #link: BucketLink;
  readonly #session: Session;
  readonly #writes: Writes<In>;
  readonly #entries: EntryShape<KvEntry<Out>>;
  readonly #heads: EntryShape<KvMeta>;

  constructor(parts: HandleParts<Out, In>) {
    this.name = parts.name;
    this.#link = parts.link;
    this.#session = parts.session;
    this.#writes = new Writes(parts.codec, ["signal"]);
    this.#entries = shapeOf(this.name, (raw, origin, turn) =>
      toEntry(raw, origin, parts.codec, turn),
    );
    this.#heads = shapeOf(this.name, toMeta);
  }

  async put(key: string, value: In, options?: Abortable & PutOptions): Promise<number> {
    return this.#write(this.#writes.put(key, value, options), options?.signal);
  }

  async create(key: string, value: In, options?: Abortable & CreateOptions): Promise<number> {
    return this.#write(this.#writes.create(key, value, options), options?.signal);
  }

  async update(key: string, value: In, expected: number, options?: Abortable): Promise<number> {
    return this.#write(this.#writes.update(key, value, expected, options), options?.signal);
  }

  async delete(key: string, options?: Abortable & DeleteOptions): Promise<number> {
    return this.#write(this.#writes.delete(key, options), options?.signal);
  }

  async purge(key: string, options?: Abortable & PurgeOptions): Promise<number> {
    return this.#write(this.#writes.purge(key, options), options?.signal);
  }

  async modify(
    key: string,
    change: (value: Out | undefined) => In | Promise<In>,
    options?: KvModifyOptions,
  ): Promise<number> {
    return modify<Out, In>({ bucket: this, session: this.#session }, key, change, options);
  }

  get(
    key: string,
    options?: KvGetOptions & { readonly includeDeleted?: false | undefined },
  ): Promise<KvPut<Out> | null>;
  get(
    key: string,
    options: KvGetOptions & { readonly includeDeleted: boolean },
  ): Promise<KvEntry<Out> | null>;
  async get(key: string, options?: ReadOptions): Promise<KvEntry<Out> | null> {
    const found = readEntry({ link: this.#link, session: this.#session }, key, options);
    const raw = found instanceof Promise ? await found : found;
    return raw === null ? null : this.#entries.entry(raw, false);
  }

  async getMany(
    keys: readonly string[] | ReadonlySet<string>,
    options?: Abortable,
  ): Promise<Map<string, KvPut<Out>>> {
    const { signal } = parseOptions("getMany", options, ["signal"]);
    if (!Array.isArray(keys) && !(keys instanceof Set)) {
      throw invalidArgument(`getMany takes a list or a set of keys, not ${kindOf(keys)}`);
    }
    const asked = [...new Set(Array.from(keys, parseKey))];
    this.#session.check(signal);
    const answers = await this.#session.found(this.#link.readMany(asked, signal), signal);
    const found = new Map(answers.map((raw) => [raw.key, raw]));
    const entries = new Map<string, KvPut<Out>>();
    for (const key of asked) {
      const raw = found.get(key);
      const entry = raw === undefined ? undefined : this.#entries.entry(raw, false);
      if (entry?.operation === "PUT") entries.set(key, entry);
    }
    return entries;
  }

  keys(filter: KvFilter = ">", options?: Abortable): KvIterable<string> {
    return new FiniteRead(this.#session, this.#link, () => {
      const { signal } = parseOptions("keys", options, ["signal"]);
      return {
        filters: parseFilters(filter),
        start: "last",
        metaOnly: true,
        signal,
        take: (raw) => (raw.operation === "PUT" ? raw.key : undefined),
      };
    });
  }

  history(filter: KvFilter, options: Abortable & { readonly metaOnly: true }): KvIterable<KvMeta>;
  history(
    filter: KvFilter,
    options?: Abortable & { readonly metaOnly?: false | undefined },
  ): KvIterable<KvEntry<Out>>;
  history(
    filter: KvFilter,
    options?: Abortable & { readonly metaOnly?: boolean | undefined },
  ): KvIterable<KvEntry<Out> | KvMeta> {
    return new FiniteRead(this.#session, this.#link, () => {
      const given = parseOptions("history", options, ["signal", "metaOnly"]);
      const metaOnly = parseFlag("metaOnly", given.metaOnly, false);
      const { entry } = this.#shape(metaOnly);
      return {
        filters: parseFilters(filter),
        start: "all",
        metaOnly,
        signal: given.signal,
        take: (raw) => entry(raw, false),
      };
    });
  }

  watch(
    filter: KvFilter | undefined,
    options: KvWatchOptions & { readonly metaOnly: true; readonly ignoreDeletes: true },
  ): Promise<KvWatcher<KvPutMeta>>;
  watch(
    filter: KvFilter | undefined,
    options: KvWatchOptions & { readonly metaOnly: true },
  ): Promise<KvWatcher<KvMeta>>;
  watch(
    filter: KvFilter | undefined,
    options: KvWatchOptions & {
      readonly metaOnly?: false | undefined;
      readonly ignoreDeletes: true;
    },
  ): Promise<KvWatcher<KvPut<Out>>>;
  watch(
    filter?: KvFilter,
    options?: KvWatchOptions & { readonly metaOnly?: false | undefined },
  ): Promise<KvWatcher<KvEntry<Out>>>;
  watch(filter?: KvFilter, options?: KvWatchOptions): Promise<KvWatcher<KvEntry<Out> | KvMeta>> {
    const parts = {
      link: this.#link,
      session: this.#session,
      shape: (metaOnly: boolean) => this.#shape(metaOnly),
    };
    return openWatch<KvEntry<Out> | KvMeta>(parts, filter, options);
  }

  async purgeDeletes(
    options?: Abortable & { readonly olderThanMs?: number | undefined },
  ): Promise<number> {
    const { signal, olderThanMs } = parseOptions("purgeDeletes", options, [
      "signal",
      "olderThanMs",
    ]);
    const ageMs = parseOlderThan(olderThanMs);
    this.#session.check(signal);
    return this.#session.written(this.#link.dropMarkers(ageMs, signal), signal);
  }

  async status(): Promise<KvStatus> {
    this.#session.check(undefined);
    return this.#session.found(this.#session.store.bucketStatus(this.name), undefined);
  }

  #write(write: Write, signal: AbortSignal | undefined): Answer<number> {
    requireTtl(write.ttlMs, this.#session.store.features);
    this.#session.check(signal);
    return this.#session.written(this.#link.write(write, signal), signal);
  }

  #shape(metaOnly: boolean): EntryShape<KvEntry<Out> | KvMeta> {
    return metaOnly ? this.#heads : this.#entries;
  }
}
