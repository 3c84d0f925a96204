import type { Bytes, RawEntry } from "@revkv/core/words";
import type { Delivery } from "./delivery.ts";
import { lastHeaderIn, operationOf, parseHeaderBlock } from "./headers.ts";
import { keyOf } from "./subjects.ts";

/** A stored message, however it came. */
export interface StoredMessage {
  readonly subject: string;
  readonly revision: number;
  readonly createdMs: number;
  /** Entries of the same read that follow. */
  readonly delta: number;
  /** Gives the value of a stored header, empty when there is none. */
  readonly header: (name: string) => string;
  /** The body; the entry keeps it. */
  readonly bytes: Uint8Array;
  /** Bytes of the body where it was left out. */
  readonly length?: number | undefined;
}

const NONE: Bytes = new Uint8Array(0);

/**
 * The entry that a stored message is; a marker has no bytes, whatever a foreign writer put there.
 *
 * @param prefix - What the subjects of the bucket begin with.
 * @returns Undefined for a message of something else.
 */
export function toRawEntry(prefix: string, message: StoredMessage): RawEntry | undefined {
  const key = keyOf(prefix, message.subject);
  if (key === undefined) return undefined;
  const { operation, reason } = operationOf(message.header);
  const { revision, createdMs, delta } = message;
  // As the client gave them: the facade copies what it hands out, and a second copy costs more than the rest.
  const bytes = operation === "PUT" ? (message.bytes as Bytes) : NONE;
  const length = operation === "PUT" ? (message.length ?? bytes.length) : 0;
  return { key, revision, createdMs, operation, reason, bytes, length, delta };
}

/**
 * What a consumer delivers, as a stored message.
 *
 * @param block - The headers as they came; without its body a message says in one how long that is.
 */
export function messageOfDelivery(
  delivery: Delivery,
  { subject, data }: { readonly subject: string; readonly data: Uint8Array },
  { block, metaOnly }: { readonly block: string; readonly metaOnly: boolean },
): StoredMessage {
  const header = block === "" ? noHeader : parseHeaderBlock(block);
  return {
    subject,
    revision: delivery.streamSequence,
    createdMs: delivery.createdMs,
    delta: delivery.pending,
    header,
    bytes: data,
    length: metaOnly ? Number(header("Nats-Msg-Size")) : undefined,
  };
}

/** The answer of a leader read: `STREAM.MSG.GET`. */
export interface MessageAnswer {
  readonly subject: string;
  readonly seq: number;
  /** Base64. */
  readonly hdrs?: string | undefined;
  /** Base64. */
  readonly data?: string | undefined;
  readonly time: string;
}

/** A leader's answer as a stored message. */
export function messageOfAnswer(answer: MessageAnswer): StoredMessage {
  const block = answer.hdrs === undefined ? "" : atob(answer.hdrs);
  return {
    subject: answer.subject,
    revision: answer.seq,
    createdMs: Date.parse(answer.time),
    delta: 0,
    header: parseHeaderBlock(block),
    bytes: answer.data === undefined ? NONE : fromBase64(answer.data),
  };
}

/**
 * A direct get's answer as a stored message. What it is stands in headers behind the stored ones, which may have
 * the same names: an entry that was republished into the bucket brings those of its origin along.
 *
 * @param block - The headers as they came.
 */
export function messageOfDirect(block: string, bytes: Uint8Array): StoredMessage {
  return {
    subject: lastHeaderIn(block, "Nats-Subject"),
    revision: Number(lastHeaderIn(block, "Nats-Sequence")),
    createdMs: Date.parse(lastHeaderIn(block, "Nats-Time-Stamp")),
    delta: 0,
    header: parseHeaderBlock(block),
    bytes,
  };
}

/** Most values have no header. */
function noHeader(): string {
  return "";
}

function fromBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
