import { isKvError, type KvError, type RawEntry } from "@revkv/core";
import type { BoundBucket } from "./binding.ts";
import { HeaderReader } from "./header-reader.ts";
import { leaderMessage, type Wanted } from "./leader-message.ts";
import { errorOf } from "./mapping/api-error.ts";
import { messageOfAnswer, messageOfDirect, toRawEntry } from "./mapping/raw-entry.ts";
import { statusLine } from "./mapping/status-line.ts";

const NOT_FOUND = 404;

/** The reads of single entries. */
export class Reader {
  readonly #bucket: BoundBucket;
  readonly #headers = new HeaderReader();

  constructor(bucket: BoundBucket) {
    this.#bucket = bucket;
  }

  /** The last entry of a key, markers included. */
  last(key: string, consistency: "direct" | "leader" | undefined): Promise<RawEntry | null> {
    return this.#read((prefix) => ({ last_by_subj: prefix + key }), consistency);
  }

  /** The entry of a revision. */
  at(revision: number, consistency: "direct" | "leader" | undefined): Promise<RawEntry | null> {
    return this.#read(() => ({ seq: revision }), consistency);
  }

  /** Whether reads go to whoever has a copy, unless the leader is asked for. */
  get isDirect(): boolean {
    const { backend, binding } = this.#bucket;
    return backend.consistency === "direct" && binding.allowsDirect;
  }

  #read(
    wanted: (prefix: string) => Wanted,
    consistency: "direct" | "leader" | undefined,
  ): Promise<RawEntry | null> {
    const { backend, binding } = this.#bucket;
    const { allowsDirect, prefixes } = binding;
    const whom = consistency ?? backend.consistency;
    const what = wanted(prefixes.read);
    return whom === "direct" && allowsDirect
      ? this.#direct(what, (error) => this.#explain(error, wanted))
      : this.#leader(what);
  }

  /** Asks whoever has a copy; an old server takes no body where the subject says it all. */
  #direct(
    what: Wanted,
    recover: (error: KvError) => Promise<RawEntry | null>,
  ): Promise<RawEntry | null> {
    const { backend, binding } = this.#bucket;
    const { stream, prefixes, bucket } = binding;
    const subject = `${backend.api.prefix}.DIRECT.GET.${stream}`;
    const isLast = "last_by_subj" in what;
    return backend.requests.ask<RawEntry | null>({
      subject: isLast ? `${subject}.${what.last_by_subj}` : subject,
      payload: isLast ? "" : JSON.stringify(what),
      isWrite: false,
      accept: (data, answer) => {
        const block = this.#headers.textOf(answer, data);
        return directEntry({ prefix: prefixes.read, bucket }, block, data);
      },
      recover,
    });
  }

  async #leader(what: Wanted): Promise<RawEntry | null> {
    const { backend, binding } = this.#bucket;
    const message = await leaderMessage(backend.api, binding, what);
    if (message === null) return null;
    return toRawEntry(binding.prefixes.read, messageOfAnswer(message)) ?? null;
  }

  /**
   * Why nobody answered: no such bucket, one without direct reads, or nobody just now. A server before 2.10
   * says nothing at all of a bucket that is missing.
   */
  async #explain(error: KvError, wanted: (prefix: string) => Wanted): Promise<RawEntry | null> {
    if (!isKvError(error, "UNAVAILABLE") && !isKvError(error, "TIMEOUT")) throw error;
    const { allowsDirect } = this.#bucket.binding;
    await this.#bucket.refresh();
    const { binding } = this.#bucket;
    if (allowsDirect && !binding.allowsDirect) return this.#leader(wanted(binding.prefixes.read));
    throw error;
  }
}

/**
 * The entry in an answer to a direct get; null for none.
 *
 * @param block - The headers as they came.
 */
export function directEntry(
  of: { readonly prefix: string; readonly bucket: string },
  block: string,
  data: Uint8Array,
): RawEntry | null {
  const { prefix, bucket } = of;
  if (block === "") throw errorOf({ description: "an entry without headers" }, { bucket });
  const { code, description } = statusLine(block);
  if (code === NOT_FOUND) return null;
  if (code !== 0) throw errorOf({ code, description }, { bucket });
  return toRawEntry(prefix, messageOfDirect(block, data)) ?? null;
}
