import { CR, LF, SPACE, TAB, verbAt, type Verb } from "./verbs.ts";

/** More than any verb takes; one more says that there were too many. */
const MOST_ARGUMENTS = 5;
/** A size has at most as many digits; with more it is none. */
const MOST_DIGITS = 9;

/**
 * One control line, read where it stands: its verb, and where its arguments begin and end. One object serves
 * line after line, so that nothing is made for a line that is not kept.
 */
export class ControlLine {
  /** How many arguments there are; with too many it is one more than any verb takes. */
  count = 0;
  /** Where the first argument begins; -1 while there is none. */
  start = -1;
  /** Where the arguments end, a CR at the end left out. */
  end = 0;
  verb: Verb | undefined;
  #bytes: Buffer = Buffer.alloc(0);
  #isAscii = true;
  readonly #starts = new Int32Array(MOST_ARGUMENTS);
  readonly #ends = new Int32Array(MOST_ARGUMENTS);

  /**
   * Reads a line that begins at a position.
   *
   * @returns Where the next line begins; `more` when the bytes end before the line does; `unknown` when it
   *   is none.
   */
  read(bytes: Buffer, at: number, to: number): number | "more" | "unknown" {
    this.start = -1;
    this.verb = undefined;
    const verb = verbAt(bytes, at, to);
    if (verb === "more") return "more";
    if (verb === undefined) return "unknown";
    this.verb = verb;
    this.#bytes = bytes;
    const after = at + verb.bytes.length;
    if (verb.blanks === "ignored") return this.#skip(after, to);
    if (verb.blanks === "needed" && after < to && !isBlank(bytes[after])) return "unknown";
    return this.#split(after, to);
  }

  /** The text of an argument; empty when there is none. */
  text(index: number): string {
    return index < this.count ? this.#slice(this.#starts[index] ?? 0, this.#ends[index] ?? 0) : "";
  }

  /** The arguments as they stand. */
  rest(): string {
    return this.start < 0 ? "" : this.#slice(this.start, this.end);
  }

  /** A size in digits; -1 when it is none. */
  size(index: number): number {
    const start = this.#starts[index] ?? 0;
    const end = this.#ends[index] ?? 0;
    if (index >= this.count || end - start > MOST_DIGITS) return -1;
    let size = 0;
    for (let at = start; at < end; at++) {
      const digit = (this.#bytes[at] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) return -1;
      size = size * 10 + digit;
    }
    return size;
  }

  #skip(at: number, to: number): number | "more" {
    const end = this.#bytes.indexOf(LF, at);
    return end < 0 || end >= to ? "more" : end + 1;
  }

  #split(from: number, to: number): number | "more" {
    const bytes = this.#bytes;
    this.count = 0;
    let seen = 0;
    let isWithin = false;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === LF) return this.#finish(at, seen, isWithin);
      seen |= byte;
      if (byte === SPACE || byte === TAB) {
        if (isWithin) this.#endArgument(at);
        isWithin = false;
      } else if (!isWithin) {
        isWithin = true;
        this.#startArgument(at);
      }
    }
    this.end = to;
    return "more";
  }

  #finish(at: number, seen: number, isWithin: boolean): number {
    this.#isAscii = seen < 0x80;
    this.end = this.#bytes[at - 1] === CR ? at - 1 : at;
    // A CR of its own, after a blank, is no argument.
    if (isWithin && this.end === this.#starts[this.count]) isWithin = false;
    if (isWithin) this.#endArgument(this.end);
    return at + 1;
  }

  #startArgument(at: number): void {
    if (this.start < 0) this.start = at;
    if (this.count < MOST_ARGUMENTS) this.#starts[this.count] = at;
  }

  #endArgument(at: number): void {
    if (this.count >= MOST_ARGUMENTS) return;
    this.#ends[this.count] = at;
    this.count += 1;
  }

  #slice(start: number, end: number): string {
    return this.#bytes.toString(this.#isAscii ? "latin1" : "utf8", start, end);
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}
