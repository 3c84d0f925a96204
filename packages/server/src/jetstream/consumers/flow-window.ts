/** A server's own bounds: the window begins with the smaller one and doubles with every answer. */
const LARGEST_BYTES = 32 * 1024 * 1024;
const FIRST_BYTES = LARGEST_BYTES / 16;

/** How much may be on its way to a client that says when it has read. */
export class FlowWindow {
  #largest = FIRST_BYTES;
  /** Bytes that are not known to be read. */
  #underway = 0;
  /** The subject of the request that waits for an answer, and how much an answer says is read. */
  #asked: { readonly subject: string; bytes: number } | undefined;

  /** True when no more may be sent. */
  get isFull(): boolean {
    return this.#underway > this.#largest;
  }

  /** The request that waits for an answer; empty for none. */
  get stalledBy(): string {
    return this.#asked?.subject ?? "";
  }

  /**
   * Takes note of what is sent.
   *
   * @returns True when it is time to ask.
   */
  sent(bytes: number): boolean {
    this.#underway += bytes;
    if (this.#asked === undefined) return this.#underway > this.#largest / 2;
    if (this.#underway - this.#asked.bytes >= this.#largest) this.#asked.bytes += bytes;
    return false;
  }

  /** Takes note of the request that was sent. */
  asked(subject: string): void {
    this.#asked = { subject, bytes: this.#underway };
  }

  /**
   * Takes the answer to a request.
   *
   * @returns False for an answer to an older request.
   */
  answered(subject: string): boolean {
    if (subject !== this.#asked?.subject) return false;
    this.#largest = Math.min(LARGEST_BYTES, this.#largest * 2);
    this.#underway = Math.max(0, this.#underway - this.#asked.bytes);
    this.#asked = undefined;
    return true;
  }
}
