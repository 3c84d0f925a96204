import type { BucketLog, Stored } from "@revkv/core/engine";
import { hasWildcard, isSubject } from "@revkv/transport-nats/mapping";
import type { Message } from "../../routing/message.ts";
import { timeOf } from "../api/answers.ts";
import type { Outlet } from "../api/api.ts";
import type { Stream } from "./stream.ts";
import type { Streams } from "./streams.ts";
import { subjectMapper } from "./subject-mapper.ts";

/** Tells of an entry once it is stored. */
export type Republish = (stored: Stored) => void;

const NOTHING = new Uint8Array(0);

/** Sends what is stored in a bucket on to another subject, where the settings of its stream say so. */
export class Republisher {
  readonly #streams: Streams;
  readonly #outlet: Outlet;

  constructor(streams: Streams, outlet: Outlet) {
    this.#streams = streams;
    this.#outlet = outlet;
  }

  /**
   * Takes note of what an entry of a key will follow; call it before the entry is stored, since that may
   * remove what it follows.
   *
   * @returns What to call with the entry; undefined where nothing is sent on.
   */
  before(log: BucketLog, key: string): Republish | undefined {
    const stream = this.#streams.of(log);
    const { republish } = stream.settings;
    if (republish === undefined || republish.dest === "") return undefined;
    const subject = subjectMapper(republish.src, republish.dest)?.(stream.prefix + key);
    // A key may be of any making, and what it is mapped to no subject at all.
    if (subject === undefined || !isSubject(subject) || hasWildcard(subject)) return undefined;
    const previous = log.last(key)?.revision ?? 0;
    return (stored) => this.#outlet.publish(republished(stream, stored, { subject, previous }));
  }
}

/** The message that tells of an entry: what was stored, and where it stands, in its headers. */
function republished(
  { settings: { name, republish }, prefix }: Stream,
  stored: Stored,
  { subject, previous }: { readonly subject: string; readonly previous: number },
): Message {
  const isBare = republish?.headers_only === true;
  const { headers, bytes, revision, createdMs, log } = stored;
  const fields: readonly (readonly [string, string | number])[] = [
    ["Nats-Stream", name],
    ["Nats-Subject", prefix + log.key],
    ["Nats-Sequence", revision],
    ["Nats-Time-Stamp", timeOf(createdMs)],
    ["Nats-Last-Sequence", previous],
    ...(isBare ? ([["Nats-Msg-Size", bytes.length]] as const) : []),
  ];
  const lines = fields.map(([field, value]) => `${field}: ${value}\r\n`).join("");
  const own = headers === "" ? "NATS/1.0\r\n" : headers.slice(0, -2);
  return { subject, reply: "", headers: `${own}${lines}\r\n`, payload: isBare ? NOTHING : bytes };
}
