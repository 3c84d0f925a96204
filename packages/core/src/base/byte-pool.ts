import { copyBytes, noBytes, type Bytes } from "./bytes.ts";

const PAGE_BYTES = 8_192;
/** A larger one would waste much of a page, and costs little more with a buffer of its own. */
const LONGEST_POOLED = 1_024;

/**
 * Copies that are looked at and never handed out: short ones share pages, because a buffer of its own
 * costs six times the copy of 128 bytes. Whoever keeps one keeps its page.
 */
export class BytePool {
  #page: Bytes = noBytes;
  #used = 0;
  #last: Bytes = noBytes;

  /** Where the bytes lie that were copied last. */
  get page(): Bytes {
    return this.#last;
  }

  /** Copies bytes, for whoever looks at them more than once. */
  view(bytes: Uint8Array): Bytes {
    const at = this.copy(bytes);
    return this.#last.subarray(at, at + bytes.length);
  }

  /** Copies bytes; gives where in the page they begin. */
  copy(bytes: Uint8Array): number {
    const { length } = bytes;
    if (length > LONGEST_POOLED) {
      this.#last = copyBytes(bytes);
      return 0;
    }
    if (this.#used + length > this.#page.length) {
      this.#page = new Uint8Array(PAGE_BYTES);
      this.#used = 0;
    }
    const at = this.#used;
    this.#page.set(bytes, at);
    this.#used += length;
    this.#last = this.#page;
    return at;
  }
}
