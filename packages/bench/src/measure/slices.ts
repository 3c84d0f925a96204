import { PerformanceObserver, type PerformanceEntry } from "node:perf_hooks";
import { setImmediate as turn } from "node:timers/promises";

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The longest stretches that a task kept the process busy in one piece. */
export interface Longest {
  /** Without the pauses of the collector. */
  readonly ownMs: number;
  readonly withPausesMs: number;
  /** The longest pause of the collector. */
  readonly pauseMs: number;
}

/** What is shorter cannot be the longest that is asked for, and would only fill memory. */
const SHORTEST_MS = 0.2;

/** Measures stretches of work and keeps the collector's pauses apart from them. */
export class Slices {
  readonly #spans: Span[] = [];
  readonly #pauses: PerformanceEntry[] = [];
  readonly #observer: PerformanceObserver;

  constructor() {
    this.#observer = new PerformanceObserver((list) => this.#pauses.push(...list.getEntries()));
    this.#observer.observe({ entryTypes: ["gc"] });
  }

  /** Does something in one piece. */
  measure<T>(work: () => T): T {
    const fromMs = performance.now();
    const result = work();
    this.add(fromMs, performance.now());
    return result;
  }

  /** Takes in a stretch that was measured elsewhere. */
  add(fromMs: number, toMs: number): void {
    if (toMs - fromMs >= SHORTEST_MS) this.#spans.push({ fromMs, toMs });
  }

  /** Ends the measuring. */
  async longest(): Promise<Longest> {
    // The collector's pauses are told some turns after they were.
    for (let turns = 0; turns < 3; turns += 1) await turn();
    this.#pauses.push(...this.#observer.takeRecords());
    this.#observer.disconnect();
    const whole = this.#spans.map(({ fromMs, toMs }) => toMs - fromMs);
    const own = this.#spans.map((span, at) => (whole[at] ?? 0) - this.#pausedMs(span));
    return {
      ownMs: Math.max(0, ...own),
      withPausesMs: Math.max(0, ...whole),
      pauseMs: Math.max(0, ...this.#pauses.map(({ duration }) => duration)),
    };
  }

  #pausedMs({ fromMs, toMs }: Span): number {
    const within = this.#pauses.map(({ startTime, duration }) =>
      Math.max(0, Math.min(toMs, startTime + duration) - Math.max(fromMs, startTime)),
    );
    return within.reduce((sum, ms) => sum + ms, 0);
  }
}
