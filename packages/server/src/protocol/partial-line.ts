import type { ControlLine } from "./control-line.ts";

/** A verb, a blank and the end of a line, with room to spare: the longest verb has 7 bytes. */
const FRAME_BYTES = 16;
const BLANK = Buffer.from(" ");

/** The beginning of a line whose end is in a chunk still to come. */
export class PartialLine {
  readonly #capacity: number;
  #buffer: Buffer | undefined;
  #length = 0;

  /** @param maxArgumentBytes - How long the arguments may be; no more of a line is kept. */
  constructor(maxArgumentBytes: number) {
    this.#capacity = maxArgumentBytes + FRAME_BYTES;
  }

  /** How much there is. */
  get length(): number {
    return this.#length;
  }

  /** Keeps what a chunk has of a line, which is known to be no longer than a line may be. */
  begin({ verb, start }: ControlLine, chunk: Buffer, at: number): void {
    if (verb === undefined) {
      this.append(chunk, at);
      return;
    }
    const after = at + verb.bytes.length;
    this.append(chunk.subarray(at, after), 0);
    if (verb.blanks !== "ignored" && after < chunk.length) this.append(BLANK, 0);
    if (start >= 0) this.append(chunk, start);
  }

  /** Adds of a chunk what there is room for, and tells how far that went. */
  append(chunk: Buffer, at: number): number {
    this.#buffer ??= Buffer.allocUnsafe(this.#capacity);
    const copied = chunk.copy(this.#buffer, this.#length, at);
    this.#length += copied;
    return at + copied;
  }

  /** What there is, as a view. */
  bytes(): Buffer {
    return (this.#buffer ?? Buffer.alloc(0)).subarray(0, this.#length);
  }

  /** Drops what says nothing: all but one of the blanks before the arguments, and what follows a PING. */
  trim({ verb, start }: ControlLine): void {
    if (verb === undefined) return;
    const head = verb.bytes.length + (verb.blanks === "ignored" ? 0 : BLANK.length);
    if (start < 0) this.#length = Math.min(this.#length, head);
    else if (start > head) {
      this.#buffer?.copyWithin(head, start, this.#length);
      this.#length -= start - head;
    }
  }

  /** Forgets it: the line has been read. */
  clear(): void {
    this.#length = 0;
  }
}
