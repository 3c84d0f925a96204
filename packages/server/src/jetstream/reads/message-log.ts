import type { Stored } from "@revkv/core/engine";
import { isLiteral } from "@revkv/core/words";
import { keyFilterOf } from "@revkv/transport-nats/mapping";
import { firstOf, sequenceAt } from "../streams/sequences.ts";
import type { Stream } from "../streams/stream.ts";

/** A stored entry as a message of its stream. */
export interface FoundMessage {
  readonly subject: string;
  readonly seq: number;
  readonly createdMs: number;
  /** The raw header block, one character a byte; empty for none. */
  readonly headers: string;
  readonly bytes: Uint8Array;
}

/** The messages of a stream by what requests ask for. Filters are over subjects; an empty one asks for all. */
export class MessageLog {
  readonly #stream: Stream;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** The message of a sequence. */
  at(seq: number): FoundMessage | undefined {
    const stored = this.#stream.log.at(seq);
    return stored && this.message(stored);
  }

  /** The last message that matches. */
  last(filter: string): FoundMessage | undefined {
    const { log } = this.#stream;
    const keyFilter = this.#keyFilter(filter);
    if (keyFilter === undefined) return undefined;
    const stored = isLiteral(keyFilter)
      ? log.last(keyFilter)
      : log.read({ filters: [keyFilter], start: "last" }).at(-1);
    return stored && this.message(stored);
  }

  /** The last entry of each subject that matches one of the filters, up to a sequence, in order. */
  lastOfEach(filters: readonly string[], upTo: number): readonly Stored[] {
    const { log, prefix, settings } = this.#stream;
    const keyFilters = filters.flatMap((filter) => keyFilterOf(prefix, filter) ?? []);
    const { lastRevision } = log;
    // A server that keeps files finds nothing up to a sequence that is yet to come.
    const isBeyond = upTo > lastRevision && settings.storage === "file";
    if (keyFilters.length === 0 || isBeyond) return [];
    if (upTo >= lastRevision) return log.read({ filters: keyFilters, start: "last" });
    const last = new Map<string, Stored>();
    for (const stored of log.read({ filters: keyFilters, start: "all" })) {
      if (stored.revision <= upTo) last.set(stored.key, stored);
    }
    return [...last.values()].toSorted((a, b) => a.revision - b.revision);
  }

  /** Entries that match, from a sequence on, in order. */
  from(seq: number, filter: string): readonly Stored[] {
    const keyFilter = this.#keyFilter(filter);
    if (keyFilter === undefined) return [];
    const start = { revision: Math.max(1, seq) };
    return this.#stream.log.read({ filters: [keyFilter], start });
  }

  /** The first message that matches, from a sequence on. */
  next(seq: number, filter: string): FoundMessage | undefined {
    const [stored] = this.from(seq, filter);
    return stored && this.message(stored);
  }

  /** The sequence of the first message that is as young as a moment; the one to come when none is. */
  sequenceAt(ms: number): number {
    return sequenceAt(this.#stream.log, ms);
  }

  /** The lowest sequence that is stored, and the last one given. */
  bounds(): { readonly first: number; readonly last: number } {
    const totals = this.#stream.log.totals();
    return { first: firstOf(totals), last: totals.lastRevision };
  }

  /** An entry as a message. */
  message({ key, revision, createdMs, headers, bytes }: Stored): FoundMessage {
    const subject = this.#stream.prefix + key;
    return { subject, seq: revision, createdMs, headers, bytes };
  }

  #keyFilter(filter: string): string | undefined {
    return filter === "" ? ">" : keyFilterOf(this.#stream.prefix, filter);
  }
}
