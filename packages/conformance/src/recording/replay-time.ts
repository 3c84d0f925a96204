import type { TurnedClock } from "../commands/store-profile.ts";
import type { CallLine, RecordedLine } from "./line.ts";

/** The time of a replay, which goes as that of its recording did. */
export class ReplayTime {
  readonly #clock: TurnedClock | undefined;
  readonly #patienceMs: number;
  readonly #isOfNote: boolean;
  readonly #recordedMs: number;
  #begunMs: number | undefined;

  /** @param clock - That of the store, where it can be turned. */
  constructor(
    recording: readonly RecordedLine[],
    clock: TurnedClock | undefined,
    patienceMs: number,
  ) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
    this.#isOfNote = recording.some((line) => "call" in line && dependsOnTime(line));
    const first = recording.find((line) => "atMs" in line);
    this.#recordedMs = first?.atMs ?? 0;
  }

  /**
   * Lets pass what had passed when a line was written: turns the clock; on real time waits where a time to
   * live or an age is in question.
   *
   * @returns Why it cannot.
   */
  async reach(atMs: number): Promise<string | undefined> {
    this.#begunMs ??= this.#nowMs();
    const restMs = this.#begunMs + atMs - this.#recordedMs - this.#nowMs();
    if (restMs <= 0) return undefined;
    if (this.#clock !== undefined) {
      this.#clock.advance(restMs);
      return undefined;
    }
    if (!this.#isOfNote) return undefined;
    if (restMs > this.#patienceMs) return `${restMs} ms would have to pass before this`;
    await new Promise((resolve) => setTimeout(resolve, restMs));
    return undefined;
  }

  #nowMs(): number {
    return this.#clock?.nowMs() ?? Date.now();
  }
}

function dependsOnTime(call: CallLine): boolean {
  if (call.ask === "write") return call.ttlMs !== undefined;
  if (call.ask === "dropMarkers") return call.olderThanMs > 0;
  if (call.ask !== "createBucket" && call.ask !== "updateBucket") return false;
  const { ttlMs, limitMarkerTtlMs } = call.config;
  return ttlMs !== undefined || limitMarkerTtlMs !== undefined;
}
