import { problemAt, type SourceFile } from "../source/source-file.ts";
import { walk } from "../source/walk.ts";

/** Uses of the type `any`, which switches the compiler off for all that it touches. */
export function anyTypes(file: SourceFile): string[] {
  const problems: string[] = [];
  walk(file.program, (node) => {
    if (node.type !== "TSAnyKeyword") return;
    problems.push(problemAt(file, node.start, "say what the type is, or `unknown`, not `any`"));
  });
  return problems;
}
