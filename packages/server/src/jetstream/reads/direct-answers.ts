import { timeOf } from "../api/answers.ts";
import type { FoundMessage } from "./message-log.ts";

/** What an answer tells beside the message itself when it is one of several. */
export interface Position {
  /** How many follow. */
  readonly pending: number;
  /** The sequence of the one before; 0 for the first. */
  readonly last: number;
}

const VERSION = "NATS/1.0";

/** The header block of a stored message: its own headers, then where it stands. */
export function messageHeaders(stream: string, message: FoundMessage, position?: Position): string {
  const { headers, subject, seq, createdMs } = message;
  const fields: [string, string | number][] = [
    ["Nats-Stream", stream],
    ["Nats-Subject", subject],
    ["Nats-Sequence", seq],
    ["Nats-Time-Stamp", timeOf(createdMs)],
  ];
  if (position !== undefined) {
    fields.push(["Nats-Num-Pending", position.pending], ["Nats-Last-Sequence", position.last]);
  }
  const own = headers === "" ? `${VERSION}\r\n` : headers.slice(0, -2);
  return `${own}${lines(fields)}\r\n`;
}

/** A status without a message. */
export function statusHeaders(status: string): string {
  return `${VERSION} ${status}\r\n\r\n`;
}

/** The end of several messages, and up to where they were looked for. */
export function endHeaders({ pending, last }: Position, upTo?: number): string {
  const fields: [string, number][] = [
    ["Nats-Num-Pending", pending],
    ["Nats-Last-Sequence", last],
  ];
  if (upTo !== undefined) fields.push(["Nats-UpTo-Sequence", upTo]);
  return `${VERSION} 204 EOB\r\n${lines(fields)}\r\n`;
}

function lines(fields: readonly (readonly [string, string | number])[]): string {
  return fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
}
