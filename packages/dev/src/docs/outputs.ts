import { lineAt, problemAt, type SourceFile } from "../source/source-file.ts";
import { walk } from "../source/walk.ts";

/** A `console.log(...)` whose comment says what it prints. */
export interface Print {
  /** Where the callee, `console.log`, begins and ends. */
  readonly start: number;
  readonly end: number;
  /** The line it ends on; its name in the run. */
  readonly line: number;
  /** The lines that it prints, however often it is called. */
  readonly expected: string;
}

/**
 * The prints of a snippet that show their output: in a comment after the call, as the console would print
 * it, with or without an arrow before it; further lines in comments below, each with the arrow.
 *
 * @throws Where two prints on a line would share one comment.
 */
export function printsOf(file: SourceFile): Print[] {
  const lines = file.text.split("\n");
  const prints: Print[] = [];
  walk(file.program, (node) => {
    if (node.type !== "CallExpression" || !isConsoleLog(file, node.callee)) return;
    const lastLine = lineAt(file.text, node.end);
    const comment = file.comments.find(
      ({ type, start }) =>
        type === "Line" && start >= node.end && lineAt(file.text, start) === lastLine,
    );
    if (comment === undefined) return;
    const { start, end } = node.callee;
    if (prints.some(({ line }) => line === lastLine))
      throw new Error(problemAt(file, start, "two prints on a line share one comment"));
    const expected = [withoutArrow(comment.value), ...arrowsBelow(lines, lastLine)].join("\n");
    prints.push({ start, end, line: lastLine, expected });
  });
  return prints;
}

/** The snippet with the name of each print as the first thing that it prints, for a transcript to know it by. */
export function withNamedPrints(code: string, prints: readonly Print[]): string {
  const lastFirst = prints.toSorted((a, b) => b.start - a.start);
  return lastFirst.reduce((text, { start, end, line }) => {
    const named = `console.log.bind(console, ${JSON.stringify(MARK + line)})`;
    return text.slice(0, start) + named + text.slice(end);
  }, code);
}

const MARK = "print on line ";

/** The line that a first argument of `console.log` names; undefined when it is not one of ours. */
export function lineNamedBy(argument: unknown): number | undefined {
  if (typeof argument !== "string" || !argument.startsWith(MARK)) return undefined;
  return Number(argument.slice(MARK.length));
}

function isConsoleLog(file: SourceFile, callee: { start: number; end: number }): boolean {
  return file.text.slice(callee.start, callee.end) === "console.log";
}

function arrowsBelow(lines: readonly string[], line: number): string[] {
  const below = lines.slice(line);
  const end = below.findIndex((text) => !/^\s*\/\/ →/.test(text));
  return below
    .slice(0, end < 0 ? below.length : end)
    .map((text) => withoutArrow(text.replace(/^\s*\/\//, "")));
}

function withoutArrow(comment: string): string {
  return comment.trim().replace(/^→\s*/, "");
}
