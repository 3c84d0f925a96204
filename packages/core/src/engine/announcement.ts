import { noBytes } from "../base/bytes.ts";
import type { RawEntry } from "../words/write.ts";

/** One committed entry and who hears of it. All hear of the same copy. */
export class Announcement<T> {
  readonly entry: RawEntry;
  /** Who is under each filter that matches, as they come and go. */
  readonly heard: readonly ReadonlySet<T>[];
  #head: RawEntry | undefined;

  constructor(entry: RawEntry, heard: readonly ReadonlySet<T>[]) {
    this.entry = entry;
    this.heard = heard;
  }

  /** The entry without its bytes. */
  get head(): RawEntry {
    this.#head ??= headOf(this.entry);
    return this.#head;
  }
}

function headOf(entry: RawEntry): RawEntry {
  const { key, revision, createdMs, operation, reason, length, delta } = entry;
  return { key, revision, createdMs, operation, reason, length, delta, bytes: noBytes };
}
