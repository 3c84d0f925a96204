import type { Message } from "../routing/message.ts";
import { CR, LF } from "./verbs.ts";

/** The lengths that the line of a message announces, in bytes. */
export interface Sizes {
  readonly headers: number;
  /** Headers and payload together. */
  readonly total: number;
}

/** A message whose line has been read, while its headers and its payload come in. */
export class PayloadCollector {
  #subject = "";
  #reply = "";
  #headers = 0;
  #total = -1;
  /** What came in chunks before this one; undefined while nothing did. */
  #buffer: Buffer | undefined;
  /** How much of body and end of line is in the buffer, or was read. */
  #filled = 0;
  #message: Message | undefined;

  /** True from the line of a message to its last byte. */
  get isOpen(): boolean {
    return this.#total >= 0;
  }

  /** The line of a message has been read. */
  open(subject: string, reply: string, { headers, total }: Sizes): void {
    this.#subject = subject;
    this.#reply = reply;
    this.#headers = headers;
    this.#total = total;
    this.#filled = 0;
  }

  /** Reads on at a position, and tells how far that went; -1 when the message does not end as it should. */
  collect(chunk: Buffer, at: number): number {
    const end = at + this.#total;
    // The whole of it is here: nothing is copied.
    if (this.#filled === 0 && end + 2 <= chunk.length) {
      if (chunk[end] !== CR || chunk[end + 1] !== LF) return -1;
      this.#finish(chunk, at, end);
      return end + 2;
    }
    return this.#fill(chunk, at);
  }

  /** The message, once its last byte is there; undefined before. */
  take(): Message | undefined {
    const message = this.#message;
    this.#message = undefined;
    return message;
  }

  /** Forgets what there is. */
  clear(): void {
    this.#total = -1;
    this.#buffer = undefined;
    this.#message = undefined;
  }

  #fill(chunk: Buffer, from: number): number {
    const total = this.#total;
    const buffer = (this.#buffer ??= Buffer.allocUnsafe(total));
    let at = from;
    if (this.#filled < total) {
      const copied = chunk.copy(buffer, this.#filled, at, at + total - this.#filled);
      this.#filled += copied;
      at += copied;
    }
    for (; this.#filled >= total && at < chunk.length; at++) {
      if (chunk[at] !== (this.#filled === total ? CR : LF)) return -1;
      this.#filled += 1;
      if (this.#filled < total + 2) continue;
      this.#finish(buffer, 0, total);
      return at + 1;
    }
    return at;
  }

  #finish(bytes: Buffer, start: number, end: number): void {
    const body = start + this.#headers;
    this.#message = {
      subject: this.#subject,
      reply: this.#reply,
      headers: this.#headers === 0 ? "" : bytes.toString("latin1", start, body),
      payload: bytes.subarray(body, end),
    };
    this.#total = -1;
    this.#buffer = undefined;
  }
}
