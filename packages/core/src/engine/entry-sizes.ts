import { textBytes } from "../base/bytes.ts";
import type { FullConfig } from "../words/config.ts";
import { storedBytes } from "../words/stored-size.ts";

/** What decides the size of an entry, beside its key. */
export interface EntrySize {
  readonly headerBytes: number;
  /** Bytes of the value. */
  readonly length: number;
}

/** How entries of one bucket count, as the server counts them (R12.2). */
export class EntrySizes {
  readonly #prefixBytes: number;
  readonly #storage: FullConfig["storage"];
  /** Rows of the keys that have other characters than ASCII's. */
  readonly #wideKeys = new Set<number>();

  /**
   * @param prefixBytes - What every subject has before its key.
   * @param storage - Decides how bytes are counted.
   */
  constructor(prefixBytes: number, storage: FullConfig["storage"]) {
    this.#prefixBytes = prefixBytes;
    this.#storage = storage;
  }

  /** Takes note of a new key. */
  add(keyRow: number, key: string): void {
    if (textBytes(key) !== key.length) this.#wideKeys.add(keyRow);
  }

  /** The row of a key may become another's. */
  forget(keyRow: number): void {
    this.#wideKeys.delete(keyRow);
  }

  /** What an entry of a known key takes. */
  of(keyRow: number, key: string, { headerBytes, length }: EntrySize): number {
    const isWide = this.#wideKeys.size > 0 && this.#wideKeys.has(keyRow);
    const keyBytes = isWide ? textBytes(key) : key.length;
    const subjectBytes = this.#prefixBytes + keyBytes;
    return storedBytes(this.#storage, { subjectBytes, headerBytes, length });
  }

  /** What an entry takes beside its key: what its key takes is alike for all of them. */
  beside({ headerBytes, length }: EntrySize): number {
    return storedBytes(this.#storage, { subjectBytes: 0, headerBytes, length });
  }

  /** What an entry of any key would take. */
  for(key: string, { headerBytes, length }: EntrySize): number {
    const subjectBytes = this.#prefixBytes + textBytes(key);
    return storedBytes(this.#storage, { subjectBytes, headerBytes, length });
  }
}
