import type { EntryOrigin, Turn } from "./entry.ts";
import { SharedEntries } from "./shared-entries.ts";
import type { RawEntry } from "./write.ts";

/** Makes what is handed out of raw entries. */
export interface EntryShape<E> {
  /** For one reader. */
  readonly entry: (raw: RawEntry, isUpdate: boolean) => E;
  /** For listeners: initial values and live entries, as the entries say of themselves. */
  readonly shared: { readonly initial: SharedEntries<E>; readonly live: SharedEntries<E> };
}

/** The shape of one bucket's entries, made once: a watch makes many of them. */
export function shapeOf<E>(
  bucket: string,
  make: (raw: RawEntry, origin: EntryOrigin, turn?: Turn) => E,
): EntryShape<E> {
  const initial: EntryOrigin = { bucket, isUpdate: false };
  const live: EntryOrigin = { bucket, isUpdate: true };
  return {
    entry: (raw, isUpdate) => make(raw, isUpdate ? live : initial),
    shared: {
      initial: new SharedEntries((raw, turn) => make(raw, initial, turn)),
      live: new SharedEntries((raw, turn) => make(raw, live, turn)),
    },
  };
}
