import type { InitialValues, RawEntry } from "../words/write.ts";

/** The initial values of a watch without those that its reader does not want. */
export class WantedValues {
  readonly #values: InitialValues;
  readonly #isWanted: (raw: RawEntry) => boolean;

  constructor(values: InitialValues, isWanted: (raw: RawEntry) => boolean) {
    this.#values = values;
    this.#isWanted = isWanted;
  }

  /** The next one, oldest first; undefined at the end. */
  next(): RawEntry | undefined {
    let raw = this.#values.next();
    while (raw !== undefined && !this.#isWanted(raw)) raw = this.#values.next();
    return raw;
  }

  /** Nobody takes the rest. */
  drop(): void {
    this.#values.drop();
  }
}
