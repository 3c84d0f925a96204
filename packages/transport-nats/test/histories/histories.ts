import {
  checkLinearizable,
  judgeRecording,
  runClients,
  showFinding,
  type ClientRun,
} from "@revkv/conformance";
import type { NatsConnection } from "@nats-io/transport-node";
import { expect } from "vitest";
import { nats } from "../../src/index.ts";
import { TIMEOUT_MS } from "../faults/within.ts";

/** What clients do who share some connections, and what is done to their servers meanwhile. */
export interface HistoryPlan extends Pick<ClientRun, "config" | "operations" | "seed"> {
  /** For a report. */
  readonly title: string;
  readonly connections: readonly NatsConnection[];
  /** Whether reads that do not ask the leader may be answered by a copy that lags behind. */
  readonly areCopiesRead: boolean;
  /** Is awaited together with the clients. */
  readonly trouble?: (progress: Progress) => Promise<void>;
}

/** What the judge of a history counted. */
type Figures = Omit<ReturnType<typeof checkLinearizable>, "findings">;

const CLIENTS = 16;

/** Lets clients do their operations, judges what they were told, and gives the figures where all is well. */
export async function judgedHistory(plan: HistoryPlan): Promise<Figures> {
  const { title, connections, areCopiesRead, trouble, ...run } = plan;
  const progress = new Progress();
  const [lines] = await Promise.all([
    runClients({
      ...run,
      clients: CLIENTS,
      open: (client) => {
        const connection = connections[client % connections.length];
        if (connection === undefined) throw new Error("there is no connection");
        return nats(connection, { timeoutMs: TIMEOUT_MS });
      },
      write: () => progress.step(1),
    }).finally(() => progress.step(Infinity)),
    trouble?.(progress),
  ]);
  const defaultReads = areCopiesRead ? "direct" : "leader";
  const { findings, ...figures } = checkLinearizable(lines, { defaultReads });
  console.log(`${title}:`, figures);
  expect(findings.map(showFinding).join("\n\n")).toBe("");
  expect(judgeRecording(lines)).toEqual([]);
  return figures;
}

/** How far a run is, in lines of its recording: at least two for each operation. */
class Progress {
  #lines = 0;
  #waiting: { readonly lines: number; readonly go: () => void }[] = [];

  /** So many lines more; at the end of the run as many as anybody waits for. */
  step(lines: number): void {
    this.#lines += lines;
    const due = this.#waiting.filter((one) => one.lines <= this.#lines);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((one) => !due.includes(one));
    for (const { go } of due) go();
  }

  /** Waits until there are so many lines, or the run is over. */
  async reached(lines: number): Promise<void> {
    if (lines <= this.#lines) return;
    await new Promise<void>((go) => {
      this.#waiting.push({ lines, go });
    });
  }
}
