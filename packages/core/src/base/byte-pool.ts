import { copyBytes, type Bytes } from "./bytes.ts";

const PAGE_BYTES = 8_192;
/** A larger one would waste much of a page, and costs little more with a buffer of its own. */
const LONGEST_POOLED = 1_024;

/**
 * Copies that are looked at and never handed out: short ones share pages, because a buffer of its own
 * costs six times the copy of 128 bytes. Whoever keeps one keeps its page.
 */
export class BytePool {
  #page: Bytes | undefined;
  #used = 0;

  /** A copy of these bytes. */
  copy(bytes: Uint8Array): Bytes {
    const { length } = bytes;
    if (length > LONGEST_POOLED) return copyBytes(bytes);
    if (this.#page === undefined || this.#used + length > PAGE_BYTES) {
      this.#page = new Uint8Array(PAGE_BYTES);
      this.#used = 0;
    }
    const copy = this.#page.subarray(this.#used, this.#used + length);
    copy.set(bytes);
    this.#used += length;
    return copy;
  }
}
