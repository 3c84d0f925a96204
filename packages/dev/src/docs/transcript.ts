import { format } from "node:util";
import { lineNamedBy } from "./outputs.ts";

/** What the named prints of a snippet have printed so far. */
export class Transcript {
  readonly #printed = new Map<number, string[]>();

  /** Takes the arguments of one `console.log`; what has no name is of no interest. */
  take(args: readonly unknown[]): void {
    const line = lineNamedBy(args[0]);
    if (line === undefined) return;
    const printed = this.#printed.get(line) ?? [];
    this.#printed.set(line, [...printed, format(...args.slice(1))]);
  }

  /** All that the print on a line has printed, in order. */
  printedOn(line: number): string {
    return (this.#printed.get(line) ?? []).join("\n");
  }
}
