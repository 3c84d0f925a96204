import type { ServedLog, Stored } from "@revkv/core/engine";
import { hasWildcard, isSubject } from "@revkv/transport-nats/mapping";
import { withFields, type HeaderField } from "../../routing/headers.ts";
import { NOTHING, type Message } from "../../routing/message.ts";
import { timeOf } from "../api/answers.ts";
import type { Publisher } from "../api/api.ts";
import type { Stream } from "./stream.ts";
import type { Streams } from "./streams.ts";

/** Tells of an entry once it is stored. */
export type Republish = (stored: Stored) => void;

/** So many buckets may be told of each other's entries in a row. */
const LONGEST_CHAIN = 16;

/** Sends what is stored in a bucket on to another subject, where the settings of its stream say so. */
export class Republisher {
  /** The buckets whose entries are being sent on: what that stores in one of them goes no further. */
  readonly #chain = new Set<ServedLog>();
  readonly #streams: Streams;
  readonly #publisher: Publisher;

  constructor(streams: Streams, publisher: Publisher) {
    this.#streams = streams;
    this.#publisher = publisher;
  }

  /**
   * Takes note of what an entry of a key will follow; call it before the entry is stored, since that may
   * remove what it follows.
   *
   * @returns What to call with the entry; undefined where nothing is sent on.
   */
  before(log: ServedLog, key: string): Republish | undefined {
    // Buckets that send to each other would do so without end.
    if (this.#chain.has(log) || this.#chain.size >= LONGEST_CHAIN) return undefined;
    const stream = this.#streams.of(log);
    const subject = stream.destinationOf?.(stream.prefix + key);
    // A key may be of any making, and what it is mapped to no subject at all.
    if (subject === undefined || !isSubject(subject) || hasWildcard(subject)) return undefined;
    const previous = log.last(key)?.revision ?? 0;
    return (stored) => {
      this.#chain.add(log);
      try {
        this.#publisher.publish(republished(stream, stored, { subject, previous }));
      } finally {
        this.#chain.delete(log);
      }
    };
  }
}

/** The message that tells of an entry: what was stored, and where it stands, in its headers. */
function republished(
  { settings: { name, republish }, prefix }: Stream,
  stored: Stored,
  { subject, previous }: { readonly subject: string; readonly previous: number },
): Message {
  const isBare = republish?.headers_only === true;
  const { headers, bytes, revision, createdMs, key } = stored;
  const fields: readonly HeaderField[] = [
    ["Nats-Stream", name],
    ["Nats-Subject", prefix + key],
    ["Nats-Sequence", revision],
    ["Nats-Time-Stamp", timeOf(createdMs)],
    ["Nats-Last-Sequence", previous],
    ...(isBare ? ([["Nats-Msg-Size", bytes.length]] as const) : []),
  ];
  const payload = isBare ? NOTHING : bytes;
  return { subject, reply: "", headers: withFields(headers, fields), payload };
}
