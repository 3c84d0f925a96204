import type { InitialValues, RawEntry } from "../words/write.ts";

/** Makes what is handed out of a row. */
export type ViewOf = (row: number, delta: number) => RawEntry;

/**
 * Rows that are still to be read, as they were when the read began. As long as nothing is removed they are looked at
 * where they lie; before anything is, what is left is copied once, so that a reader who rests neither misses an entry
 * nor keeps what others replace.
 */
export class RowSnapshot implements InitialValues {
  readonly #view: ViewOf;
  readonly #open: Set<RowSnapshot>;
  #rows: readonly number[];
  #copies: readonly RawEntry[] | undefined;
  #next = 0;

  /** @param open - Those that are to take their copies before anything is removed. */
  constructor(rows: readonly number[], view: ViewOf, open: Set<RowSnapshot>) {
    this.#rows = rows;
    this.#view = view;
    this.#open = open;
    if (rows.length > 0) open.add(this);
  }

  get count(): number {
    return (this.#copies ?? this.#rows).length - this.#next;
  }

  next(): RawEntry | undefined {
    const at = this.#next;
    const row = this.#rows[at];
    const view = row === undefined ? this.#copies?.[at] : this.#view(row, this.count - 1);
    this.#next += 1;
    if (this.count <= 0) this.drop();
    return view;
  }

  drop(): void {
    this.#rows = [];
    this.#copies = undefined;
    this.#next = 0;
    this.#open.delete(this);
  }

  /** Takes its copies: something is about to be removed. */
  detach(): void {
    const rest = this.#rows.slice(this.#next);
    this.#copies = rest.map((row, at) => this.#view(row, rest.length - 1 - at));
    this.#rows = [];
    this.#next = 0;
    this.#open.delete(this);
  }
}
