import type { Print } from "./outputs.ts";
import type { SnippetModule } from "./snippet-module.ts";
import { Transcript } from "./transcript.ts";

/** How long a snippet may run, and how long its listeners may take after its last line. */
export interface Patience {
  readonly runMs: number;
  readonly settleMs: number;
}

/**
 * Runs a snippet by `load`, which imports it, and compares what it prints with what it says that it
 * prints. What the snippet throws is thrown.
 *
 * @returns What differs, in the lines of the file that shows it.
 */
export async function runSnippet(
  { snippet, prints }: SnippetModule,
  load: () => Promise<unknown>,
  { runMs, settleMs }: Patience = { runMs: 10_000, settleMs: 1_000 },
): Promise<string[]> {
  const transcript = new Transcript();
  const log = console.log;
  console.log = (...args: unknown[]) => transcript.take(args);
  const differing = (): Print[] =>
    prints.filter(({ line, expected }) => transcript.printedOn(line) !== expected);
  try {
    const isOver = await Promise.race([load().then(() => true), pause(runMs).then(() => false)]);
    if (!isOver) return [`${snippet.path}:${snippet.line}: the snippet has not ended in time`];
    for (let waited = 0; waited < settleMs && differing().length > 0; waited += 20) await pause(20);
  } finally {
    console.log = log;
  }
  return differing().map(({ line, expected }) => {
    const printed = JSON.stringify(transcript.printedOn(line));
    return `${snippet.path}:${line}: prints ${printed}, not ${JSON.stringify(expected)}`;
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
