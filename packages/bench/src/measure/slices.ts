import { PerformanceObserver, type PerformanceEntry } from "node:perf_hooks";
import { setImmediate as turn } from "node:timers/promises";
import { waitedMs } from "./waited.ts";

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  /** Of it, how long the thread had no core. */
  readonly waitedMs: number;
}

/** The longest stretches that a task kept its thread busy in one piece; what others had the core for is left out. */
export interface Longest {
  /** Without the pauses of the collector. */
  readonly ownMs: number;
  readonly withPausesMs: number;
  /** The longest pause of the collector. */
  readonly pauseMs: number;
}

/** What is shorter cannot be the longest that is asked for, and would only fill memory. */
const SHORTEST_MS = 0.2;

/** The system is asked about waits before so many stretches; to ask takes as long as ten puts. */
const ASKED_EVERY = 64;

/** Measures stretches of work and keeps the collector's pauses and the waits for a core apart from them. */
export class Slices {
  readonly #spans: Span[] = [];
  readonly #pauses: PerformanceEntry[] = [];
  readonly #observer: PerformanceObserver;
  #waitedMs = waitedMs();
  #count = 0;

  constructor() {
    this.#observer = new PerformanceObserver((list) => this.#pauses.push(...list.getEntries()));
    this.#observer.observe({ entryTypes: ["gc"] });
  }

  /** Does something in one piece. */
  measure<T>(work: () => T): T {
    if (this.#count % ASKED_EVERY === 0) this.#waitedMs = waitedMs();
    this.#count += 1;
    const fromMs = performance.now();
    const result = work();
    this.add(fromMs, performance.now());
    return result;
  }

  /** Ends the measuring. */
  async longest(): Promise<Longest> {
    // The collector's pauses are told some turns after they were.
    for (let turns = 0; turns < 3; turns += 1) await turn();
    this.#pauses.push(...this.#observer.takeRecords());
    this.#observer.disconnect();
    const whole = this.#spans.map((span) => span.toMs - span.fromMs - span.waitedMs);
    const own = this.#spans.map((span, at) => (whole[at] ?? 0) - this.#pausedMs(span));
    return {
      ownMs: Math.max(0, ...own),
      withPausesMs: Math.max(0, ...whole),
      pauseMs: Math.max(0, ...this.#pauses.map(({ duration }) => duration)),
    };
  }

  /** Takes in a stretch that was measured elsewhere. */
  add(fromMs: number, toMs: number): void {
    if (toMs - fromMs < SHORTEST_MS) return;
    const before = this.#waitedMs;
    this.#waitedMs = waitedMs();
    this.#spans.push({ fromMs, toMs, waitedMs: Math.min(toMs - fromMs, this.#waitedMs - before) });
  }

  #pausedMs({ fromMs, toMs }: Span): number {
    const within = this.#pauses.map(({ startTime, duration }) =>
      Math.max(0, Math.min(toMs, startTime + duration) - Math.max(fromMs, startTime)),
    );
    return within.reduce((sum, ms) => sum + ms, 0);
  }
}
