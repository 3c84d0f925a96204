import type { Deviation } from "./deviation.ts";

/** Clocks of one machine agree to so much. */
const SLACK_MS = 50;

/** When each step of a run happened: by the model's time, which goes a ms a step, the real time. */
export class RealTime {
  readonly #windows = new Map<number, { readonly fromMs: number; readonly toMs: number }>();

  /** Takes note of a step. */
  note(modelMs: number, fromMs: number, toMs: number): void {
    this.#windows.set(modelMs, { fromMs, toMs });
  }

  /** Whether an entry that the model wrote in one step was really written in it. */
  isWithin(modelMs: unknown, realMs: unknown): boolean {
    const window = this.#windows.get(Number(modelMs));
    if (window === undefined || typeof realMs !== "number") return false;
    return realMs >= window.fromMs - SLACK_MS && realMs <= window.toMs + SLACK_MS;
  }

  /** What cannot be the same where time is real. */
  get relaxations(): readonly Deviation[] {
    return [
      {
        id: "created",
        rule: "`created` lies within the time that the write took",
        diverges: false,
        explains: ({ path, expected, found }) =>
          path.at(-1) === "createdMs" && this.isWithin(expected, found),
      },
      {
        id: "live-delta",
        rule: "`delta` of a live entry depends on what else is on its way",
        diverges: false,
        explains: ({ path, found, around }) =>
          path.at(-1) === "delta" && isCount(found) && isLive(around?.expected),
      },
    ];
  }
}

function isCount(delta: unknown): boolean {
  return Number.isSafeInteger(delta) && Number(delta) >= 0;
}

function isLive(entry: unknown): boolean {
  const isEntry = typeof entry === "object" && entry !== null && "isUpdate" in entry;
  return isEntry && entry.isUpdate === true;
}
