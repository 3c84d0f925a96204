import { shortened } from "../shortened.ts";
import type { RecordedLine } from "./line.ts";
import { isCall, isHeader, isObject, isReturn, isWatch } from "./line-shapes.ts";

/** As much of a broken line is shown. */
const LONGEST = 100;

/**
 * Reads a recording: its header first, then what happened.
 *
 * @throws When a line is broken, or stands where it means nothing; the error names its number.
 *
 * @example
 * try {
 *   parseRecording('{"return":1,"result":null,"atMs":0}');
 * } catch (error) {
 *   console.log((error as Error).message.split(":")[0]); // line 1 is not the header of a recording
 * }
 */
export function parseRecording(text: string): readonly RecordedLine[] {
  const judge = new LineJudge();
  const lines = text.replace(/\n$/, "").split("\n");
  return lines.map((line, at) => {
    const value = parsed(line);
    const fault = value === undefined ? "is no JSON" : judge.faultOf(value);
    if (fault === undefined) return value as RecordedLine;
    const shown = shortened(line, LONGEST);
    throw new Error(`line ${at + 1} ${fault}: ${shown}`);
  });
}

/** Judges lines one after the other: what one may be depends on those before it. */
class LineJudge {
  readonly #underWay = new Map<number, string>();
  readonly #calls = new Set<number>();
  readonly #subscriptions = new Set<number>();
  #hasHeader = false;

  faultOf(line: unknown): string | undefined {
    if (!this.#hasHeader) {
      this.#hasHeader = isHeader(line);
      return this.#hasHeader ? undefined : "is not the header of a recording";
    }
    if (!isObject(line)) return "is no object";
    if ("call" in line) return this.#callFault(line);
    if ("return" in line) return this.#returnFault(line);
    if ("watch" in line) return this.#watchFault(line);
    return "is no call, no return and nothing of a watch";
  }

  #callFault(line: Readonly<Record<string, unknown>>): string | undefined {
    if (!isCall(line)) return "is no call that a store can be asked";
    const call = Number(line["call"]);
    if (this.#calls.has(call)) return "has the number of an earlier call";
    this.#calls.add(call);
    this.#underWay.set(call, String(line["ask"]));
    if (line["ask"] === "subscribe") this.#subscriptions.add(call);
    return undefined;
  }

  #returnFault(line: Readonly<Record<string, unknown>>): string | undefined {
    const call = Number(line["return"]);
    const ask = this.#underWay.get(call);
    if (ask === undefined) return "ends a call that is not under way";
    this.#underWay.delete(call);
    return isReturn(line, ask) ? undefined : `is not how a ${ask} can end`;
  }

  #watchFault(line: Readonly<Record<string, unknown>>): string | undefined {
    if (!this.#subscriptions.has(Number(line["watch"]))) return "is of no subscription before it";
    return isWatch(line) ? undefined : "is nothing that happens to a watch";
  }
}

/** Undefined for what is no JSON. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
