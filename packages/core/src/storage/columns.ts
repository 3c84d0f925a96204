const CHUNK_BITS = 13;
const ROWS_OF_CHUNK = 2 ** CHUNK_BITS;
const FEWEST_ROWS = 4;

/** What a chunk of columns is: a typed array, or a plain one. */
interface Cells<V> {
  [at: number]: V;
  readonly length: number;
}

/**
 * Chunks of rows. What is stored is never copied at once, whatever the number of rows: they grow by a whole chunk;
 * only the first one begins small and doubles, because most buckets are small. Chunks between may be missing.
 */
class Chunks<C extends Cells<unknown>> {
  readonly all: C[] = [];
  readonly #make: (rows: number) => C;
  /** Rows of the first chunk. */
  #firstRows = 0;

  constructor(make: (rows: number) => C) {
    this.#make = make;
  }

  /** Whether there is room for a row. */
  has(row: number): boolean {
    return row < this.#firstRows || (row >= ROWS_OF_CHUNK && row >>> CHUNK_BITS in this.all);
  }

  /** Makes room for a row. */
  reach(row: number): void {
    if (this.has(row)) return;
    if (row >= ROWS_OF_CHUNK) {
      this.all[row >>> CHUNK_BITS] = this.#make(ROWS_OF_CHUNK);
      return;
    }
    while (this.#firstRows <= row) this.#firstRows = Math.max(FEWEST_ROWS, this.#firstRows * 2);
    const first = this.all[0];
    const wider = this.#make(this.#firstRows);
    for (let at = 0; at < (first?.length ?? 0); at += 1) wider[at] = first?.[at];
    this.all[0] = wider;
  }
}

/**
 * Whole numbers of 32 bits, a few a row, side by side, so that one look at the memory meets them all. They begin as
 * 0. Each kind of columns is a class of its own, so that each look is compiled for its kind alone; who looks at several
 * columns of a row asks for its cells once.
 */
export class IntColumns {
  readonly #width: number;
  readonly #chunks: Chunks<Int32Array>;
  /** What the chunks are: one step less to each look. */
  readonly #all: readonly Int32Array[];

  /** @param width - How many columns there are. */
  constructor(width: number) {
    this.#width = width;
    this.#chunks = new Chunks((rows) => new Int32Array(rows * width));
    this.#all = this.#chunks.all;
  }

  /** The cells of a row and of its neighbours. */
  cells(row: number): Int32Array {
    return this.#all[row >>> CHUNK_BITS] as Int32Array;
  }

  /** Where the cells of a row begin. */
  start(row: number): number {
    return (row & (ROWS_OF_CHUNK - 1)) * this.#width;
  }

  /** What a row holds in a column. */
  get(row: number, column: number): number {
    const cells = this.#all[row >>> CHUNK_BITS] as Int32Array;
    return cells[(row & (ROWS_OF_CHUNK - 1)) * this.#width + column] as number;
  }

  /** Gives a row another value. */
  set(row: number, column: number, value: number): void {
    const cells = this.#all[row >>> CHUNK_BITS] as Int32Array;
    cells[(row & (ROWS_OF_CHUNK - 1)) * this.#width + column] = value;
  }

  /** Whether a row has been reached. */
  has(row: number): boolean {
    return this.#chunks.has(row);
  }

  /** Makes room for a row; before, it holds nothing that could be read. */
  reach(row: number): void {
    this.#chunks.reach(row);
  }
}

/** Numbers, a few a row, which begin as 0. */
export class NumberColumns {
  readonly #width: number;
  readonly #chunks: Chunks<Float64Array>;
  readonly #all: readonly Float64Array[];

  /** @param width - How many columns there are. */
  constructor(width: number) {
    this.#width = width;
    this.#chunks = new Chunks((rows) => new Float64Array(rows * width));
    this.#all = this.#chunks.all;
  }

  /** The cells of a row and of its neighbours. */
  cells(row: number): Float64Array {
    return this.#all[row >>> CHUNK_BITS] as Float64Array;
  }

  /** Where the cells of a row begin. */
  start(row: number): number {
    return (row & (ROWS_OF_CHUNK - 1)) * this.#width;
  }

  /** What a row holds in a column. */
  get(row: number, column: number): number {
    const cells = this.#all[row >>> CHUNK_BITS] as Float64Array;
    return cells[(row & (ROWS_OF_CHUNK - 1)) * this.#width + column] as number;
  }

  /** Gives a row another value. */
  set(row: number, column: number, value: number): void {
    const cells = this.#all[row >>> CHUNK_BITS] as Float64Array;
    cells[(row & (ROWS_OF_CHUNK - 1)) * this.#width + column] = value;
  }

  /** Makes room for a row; before, it holds nothing that could be read. */
  reach(row: number): void {
    this.#chunks.reach(row);
  }
}

/** A text a row, which begins empty. */
export class TextColumn {
  readonly #chunks = new Chunks<string[]>((rows) => Array<string>(rows).fill(""));

  /** What a row holds. */
  get(row: number): string {
    return (this.#chunks.all[row >>> CHUNK_BITS] as string[])[row & (ROWS_OF_CHUNK - 1)] as string;
  }

  /** Gives a row another text. */
  set(row: number, value: string): void {
    (this.#chunks.all[row >>> CHUNK_BITS] as string[])[row & (ROWS_OF_CHUNK - 1)] = value;
  }

  /** Makes room for a row. */
  reach(row: number): void {
    this.#chunks.reach(row);
  }
}
