interface Seen {
  readonly revision: number;
  readonly atMs: number;
}

/** The ids of messages that were stored lately: who sends one again gets the revision of the first. */
export class MessageIds {
  /** In order of time. */
  readonly #seen = new Map<string, Seen>();
  #last = "";

  /** The id of the message stored last; empty where it had none. */
  get last(): string {
    return this.#last;
  }

  /** The revision that an id was stored with within the window; undefined where there is none. */
  revisionOf(id: string, nowMs: number, windowMs: number): number | undefined {
    this.#forget(nowMs - windowMs);
    return this.#seen.get(id)?.revision;
  }

  /** What was stored last has no id. */
  forgetLast(): void {
    this.#last = "";
  }

  /** Takes note of a stored message; an empty id is none. */
  add(id: string, revision: number, atMs: number): void {
    this.#last = id;
    if (id !== "") this.#seen.set(id, { revision, atMs });
  }

  #forget(untilMs: number): void {
    for (const [id, { atMs }] of this.#seen) {
      if (atMs > untilMs) return;
      this.#seen.delete(id);
    }
  }
}
