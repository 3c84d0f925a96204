import type { IntColumns } from "./columns.ts";
import { NONE } from "./no-row.ts";

/** Numbers for rows: those of rows that went are given again, the last one first. */
export class FreeRows {
  readonly #columns: IntColumns;
  readonly #column: number;
  #first = NONE;
  #end = 0;

  /** @param column - Where a free row names the next one; a row in use holds something else there. */
  constructor(columns: IntColumns, column: number) {
    this.#columns = columns;
    this.#column = column;
  }

  /** Every row that was ever given is below it. */
  get end(): number {
    return this.#end;
  }

  /** A row that is not in use. */
  take(): number {
    const row = this.#first;
    if (row !== NONE) {
      this.#first = this.#columns.get(row, this.#column);
      return row;
    }
    this.#columns.reach(this.#end);
    this.#end += 1;
    return this.#end - 1;
  }

  /** Takes a row back. */
  give(row: number): void {
    this.#columns.set(row, this.#column, this.#first);
    this.#first = row;
  }
}
