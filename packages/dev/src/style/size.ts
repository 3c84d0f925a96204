import type { Node } from "oxc-parser";
import { lineAt, problemAt, type SourceFile, type TextFile } from "../source/source-file.ts";
import { walk } from "../source/walk.ts";

/** A file with more lines than a reader can hold. */
export function longFile(file: TextFile, limit: number): string[] {
  const lines = file.text.replace(/\n$/, "").split("\n").length;
  if (lines <= limit) return [];
  return [`${file.path}:${limit + 1}: the file has ${lines} lines, ${limit} are allowed`];
}

/** Functions with more lines than a screen shows, from their first to their last, comments included. */
export function longFunctions(file: SourceFile, limit: number): string[] {
  const problems: string[] = [];
  walk(file.program, (node) => {
    if (!isFunction(node)) return;
    const lines = lineAt(file.text, node.end) - lineAt(file.text, node.start) + 1;
    if (lines <= limit) return;
    const sentence = `the function has ${lines} lines, ${limit} are allowed`;
    problems.push(problemAt(file, node.start, sentence));
  });
  return problems;
}

function isFunction(node: Node): boolean {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}
