import type { StreamInfo } from "./bucket-info.ts";
import { later } from "./deadlines.ts";

/** So long a deletion is remembered: what a server revives, it revives at once. */
const REMEMBERED_MS = 30_000;

/**
 * The buckets that were deleted a moment ago by the stores of one transport. A server may find the files of a
 * stream not yet removed when a new one of that name is made, and then gives it what the old one held.
 */
export class DeletedBuckets {
  /** When the stream of each was made. */
  readonly #created = new Map<string, string>();

  /** A bucket was deleted. */
  add(bucket: string, { created }: StreamInfo): void {
    this.#created.set(bucket, created);
    later(() => {
      if (this.#created.get(bucket) === created) this.#created.delete(bucket);
    }, REMEMBERED_MS);
  }

  /**
   * Whether the stream of a bucket that was deleted here holds what the one before it held: it is another
   * one, and its last entry is older than itself. Of buckets that others deleted nothing is said.
   */
  isRevived(bucket: string, { created, state }: StreamInfo): boolean {
    const before = this.#created.get(bucket);
    if (before === undefined || before === created || state.last_seq === 0) return false;
    return inOrder(state.last_ts) < inOrder(created);
  }
}

/** A time as the server writes it, with all its digits, so that texts compare as times do. */
function inOrder(time: string): string {
  const [seconds = "", fraction = ""] = time.replace("Z", "").split(".");
  return `${seconds}.${fraction.padEnd(9, "0")}`;
}
