import { isKvError, type RawEntry } from "@revkv/core";
import { headerIn } from "@revkv/core/words";
import type { BoundBucket } from "./binding.ts";
import { HeaderReader } from "./header-reader.ts";
import { errorOf } from "./mapping/api-error.ts";
import { statusLine } from "./mapping/status-line.ts";
import { directEntry, type Reader } from "./reader.ts";

/** One answer to a read of many keys: the entries up to where the server stopped. */
interface Page {
  readonly entries: readonly RawEntry[];
  /** Entries that the server has not sent yet. */
  readonly pending: number;
  readonly lastRevision: number;
  /** The moment that all pages are of. */
  readonly upTo: number;
}

/** The server takes no more keys at once. */
const MOST_KEYS = 1_024;
/** Single reads under way at the same time. */
const MOST_READS = 1_000;
/** A page is no larger: a server that has much more to send than is taken in cuts the connection. */
const MOST_BYTES = 16 * 1_048_576;
/** Beside the keys, a request has some other fields. */
const ROOM_FOR_FIELDS = 1_024;
const NOT_FOUND = 404;
const END_OF_BATCH = 204;

/** The reads of many keys (R19). */
export class ManyReader {
  readonly #bucket: BoundBucket;
  readonly #reader: Reader;
  readonly #headers = new HeaderReader();

  constructor(bucket: BoundBucket, reader: Reader) {
    this.#bucket = bucket;
    this.#reader = reader;
  }

  /** The last entries of those keys that have one. */
  async read(keys: readonly string[], signal: AbortSignal | undefined): Promise<RawEntry[]> {
    // Of no keys nobody would be asked, and a missing bucket not be missed.
    if (keys.length === 0) await this.#bucket.refresh();
    const isSnapshot = this.#bucket.backend.features.snapshotRead && this.#reader.isDirect;
    const found: RawEntry[] = [];
    for (const part of isSnapshot ? this.#requests(keys) : chunks(keys, MOST_READS)) {
      if (signal?.aborted === true) throw signal.reason;
      found.push(...(isSnapshot ? await this.#snapshot(part) : await this.#singly(part)));
    }
    return found;
  }

  async #singly(keys: readonly string[]): Promise<RawEntry[]> {
    const entries = await Promise.all(keys.map((key) => this.#reader.last(key, undefined)));
    return entries.filter((entry) => entry !== null);
  }

  /** All keys as of one moment. What a later page does not show may have been overwritten since: it is read by itself. */
  async #snapshot(keys: readonly string[]): Promise<RawEntry[]> {
    const first = await this.#page(keys, undefined);
    if (first === null) return this.#singly(keys);
    const found = [...first.entries];
    if (first.pending === 0) return found;
    for (let page: Page | null = first; page !== null && page.pending > 0;) {
      page = await this.#page(keys, { seq: page.lastRevision + 1, up_to_seq: first.upTo });
      found.push(...(page?.entries ?? []));
    }
    const shown = new Set(found.map((entry) => entry.key));
    return [...found, ...(await this.#singly(keys.filter((key) => !shown.has(key))))];
  }

  /** One request with all its answers; null where nobody answers, which a single read explains. */
  #page(
    keys: readonly string[],
    from: { readonly seq: number; readonly up_to_seq: number } | undefined,
  ): Promise<Page | null> {
    const { backend, binding } = this.#bucket;
    const { stream, prefixes, bucket } = binding;
    const entries: RawEntry[] = [];
    return backend.requests.ask<Page | null>({
      subject: `${backend.api.prefix}.DIRECT.GET.${stream}`,
      payload: JSON.stringify({
        multi_last: keys.map((key) => prefixes.read + key),
        max_bytes: MOST_BYTES,
        ...from,
      }),
      isWrite: false,
      accept: (data, answer) => {
        const block = this.#headers.textOf(answer, data);
        const { code } = statusLine(block);
        if (code === NOT_FOUND) return { entries, pending: 0, lastRevision: 0, upTo: 0 };
        if (code === END_OF_BATCH) return lastPage(entries, block);
        const entry = directEntry({ prefix: prefixes.read, bucket }, block, data);
        if (entry === null)
          throw errorOf({ description: "an entry of none of the keys" }, { bucket });
        entries.push(entry);
        return undefined;
      },
      recover: async (error) => {
        if (isKvError(error, "UNAVAILABLE")) return null;
        throw error;
      },
    });
  }

  /** The keys in as few requests as the server takes. */
  *#requests(keys: readonly string[]): Generator<readonly string[]> {
    const { backend, binding } = this.#bucket;
    const most = (backend.connection.info?.max_payload ?? 1_048_576) - ROOM_FOR_FIELDS;
    const around = binding.prefixes.read.length + '"",'.length;
    let part: string[] = [];
    let size = 0;
    for (const key of keys) {
      if (part.length === MOST_KEYS || size + key.length + around > most) {
        yield part;
        part = [];
        size = 0;
      }
      part.push(key);
      size += key.length + around;
    }
    if (part.length > 0) yield part;
  }
}

function lastPage(entries: readonly RawEntry[], block: string): Page {
  const number = (name: string): number => Number(headerIn(block, name) ?? 0);
  return {
    entries,
    pending: number("Nats-Num-Pending"),
    lastRevision: number("Nats-Last-Sequence"),
    upTo: number("Nats-UpTo-Sequence"),
  };
}

function* chunks(keys: readonly string[], most: number): Generator<readonly string[]> {
  for (let at = 0; at < keys.length; at += most) yield keys.slice(at, at + most);
}
