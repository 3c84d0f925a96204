import { IntColumns, NumberColumns } from "./columns.ts";

const FEW = 1_024;

/**
 * Rows in order of their revisions, for whoever asks by revision: made when somebody does, and kept from then on.
 * Those of entries that went stay until they are the most.
 */
export class RevisionOrder {
  readonly #isStored: (row: number, revision: number) => boolean;
  #revisions = new NumberColumns(1);
  #rows = new IntColumns(1);
  #start = 0;
  #end = 0;

  /** @param isStored - Whether a row still holds the entry of a revision. */
  constructor(isStored: (row: number, revision: number) => boolean) {
    this.#isStored = isStored;
  }

  /** Takes in an entry with a higher revision than all before. */
  add(row: number, revision: number): void {
    this.#revisions.reach(this.#end);
    this.#rows.reach(this.#end);
    this.#revisions.set(this.#end, 0, revision);
    this.#rows.set(this.#end, 0, row);
    this.#end += 1;
  }

  /** Drops what went, where it is the most. */
  tidy(stored: number): void {
    if (this.#end <= stored * 2 + FEW) return;
    const [rows, revisions] = [this.#rows, this.#revisions];
    const [start, end] = [this.#start, this.#end];
    this.#rows = new IntColumns(1);
    this.#revisions = new NumberColumns(1);
    this.#start = 0;
    this.#end = 0;
    for (let at = start; at < end; at += 1) {
      const [row, revision] = [rows.get(at, 0), revisions.get(at, 0)];
      if (this.#isStored(row, revision)) this.add(row, revision);
    }
  }

  /** The rows from a revision on, in order. */
  *from(revision: number): Generator<number, void, undefined> {
    for (let at = this.#positionOf(revision); at < this.#end; at += 1) {
      if (this.#isStoredAt(at)) yield this.#rows.get(at, 0);
    }
  }

  /** How many places {@link from} looks at. */
  countFrom(revision: number): number {
    return this.#end - this.#positionOf(revision);
  }

  /** The row of the lowest revision; undefined when nothing is stored. */
  get first(): number | undefined {
    while (this.#start < this.#end && !this.#isStoredAt(this.#start)) this.#start += 1;
    return this.#start < this.#end ? this.#rows.get(this.#start, 0) : undefined;
  }

  /** The row of a revision; undefined where it is not stored. */
  find(revision: number): number | undefined {
    const at = this.#positionOf(revision);
    const isThere = at < this.#end && this.#revisions.get(at, 0) === revision;
    return isThere && this.#isStoredAt(at) ? this.#rows.get(at, 0) : undefined;
  }

  #isStoredAt(at: number): boolean {
    return this.#isStored(this.#rows.get(at, 0), this.#revisions.get(at, 0));
  }

  /** The first place whose revision is no lower. */
  #positionOf(revision: number): number {
    let [low, high] = [this.#start, this.#end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#revisions.get(middle, 0) < revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
