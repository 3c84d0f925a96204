import { statusBlock, withFields, type HeaderField } from "../../routing/headers.ts";
import { timeOf } from "../api/answers.ts";
import type { FoundMessage } from "./message-log.ts";

/** What an answer tells beside the message itself when it is one of several. */
export interface Position {
  /** How many follow. */
  readonly pending: number;
  /** The sequence of the one before; 0 for the first. */
  readonly last: number;
}

/** The header block of a stored message: its own headers, then where it stands. */
export function messageHeaders(stream: string, message: FoundMessage, position?: Position): string {
  const { headers, subject, seq, createdMs } = message;
  return withFields(headers, [
    ["Nats-Stream", stream],
    ["Nats-Subject", subject],
    ["Nats-Sequence", seq],
    ["Nats-Time-Stamp", timeOf(createdMs)],
    ...(position === undefined ? [] : fieldsOf(position)),
  ]);
}

/** The end of several messages, and up to where they were looked for. */
export function endHeaders(position: Position, upTo?: number): string {
  const bound: HeaderField[] = upTo === undefined ? [] : [["Nats-UpTo-Sequence", upTo]];
  return statusBlock("204 EOB", [...fieldsOf(position), ...bound]);
}

function fieldsOf({ pending, last }: Position): HeaderField[] {
  return [
    ["Nats-Num-Pending", pending],
    ["Nats-Last-Sequence", last],
  ];
}
