import type { Message } from "../routing/message.ts";

/** The first piece of memory that frames are put in; each further one has twice as much, up to the most. */
const LEAST_SLAB = 4_096;
const MOST_SLAB = 65_536;
const CRLF = "\r\n";
const CR = 0x0d;
const LF = 0x0a;
/** Verb, blanks, sizes and ends of lines of a message, with room to spare. */
const MESSAGE_OVERHEAD = 64;

/** What is on its way to a client: frames one behind the other, in few pieces. */
export class FrameBuffer {
  #slab: Buffer = Buffer.alloc(0);
  #start = 0;
  #at = 0;
  #full: Buffer[] = [];
  #bytes = 0;

  /** How much waits to be taken. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A line such as PONG or INFO, without its end. */
  line(text: string): void {
    this.#reserve(text.length * 3 + CRLF.length);
    this.#text(text + CRLF);
  }

  /** MSG, or HMSG for a message with headers; the payload is copied. */
  message(sid: string, { subject, reply, headers, payload }: Message): void {
    const size = headers.length + payload.length;
    const verb = headers === "" ? "MSG " : `HMSG `;
    const sizes = headers === "" ? `${size}` : `${headers.length} ${size}`;
    const back = reply === "" ? "" : `${reply} `;
    const line = `${verb}${subject} ${sid} ${back}${sizes}${CRLF}`;
    this.#reserve(line.length * 3 + size + MESSAGE_OVERHEAD);
    this.#text(line);
    if (headers !== "") this.#at += this.#slab.write(headers, this.#at, "latin1");
    this.#slab.set(payload, this.#at);
    this.#at += payload.length;
    this.#slab[this.#at++] = CR;
    this.#slab[this.#at++] = LF;
    this.#bytes += size + 2;
  }

  /** All that waits, to be written in this order. */
  take(): Buffer[] {
    this.#close();
    const taken = this.#full;
    this.#full = [];
    this.#bytes = 0;
    return taken;
  }

  #text(text: string): void {
    const written = this.#slab.write(text, this.#at, "utf8");
    this.#at += written;
    this.#bytes += written;
  }

  /** Makes room in one piece. Memory that was taken is never written to again. */
  #reserve(size: number): void {
    const length = this.#slab.length;
    if (length - this.#at >= size) return;
    this.#close();
    const next = Math.min(MOST_SLAB, Math.max(LEAST_SLAB, length * 2));
    this.#slab = Buffer.allocUnsafeSlow(Math.max(next, size));
    this.#start = 0;
    this.#at = 0;
  }

  #close(): void {
    if (this.#at > this.#start) this.#full.push(this.#slab.subarray(this.#start, this.#at));
    this.#start = this.#at;
  }
}
