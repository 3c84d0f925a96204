import type { Comment } from "oxc-parser";
import { lineAt, type SourceFile } from "../source/source-file.ts";
import { snippetsOfMarkdown } from "./markdown.ts";
import type { Shown } from "./snippet.ts";

/** What the `@example` tags of a source show: code as it is, or in fences where some of it must not run. */
export function snippetsOfDocstrings(file: SourceFile): Shown {
  const docstrings = file.comments.filter(
    ({ type, value }) => type === "Block" && value.startsWith("*"),
  );
  const shown = docstrings.flatMap((comment) => examplesOf(file, comment));
  return {
    snippets: shown.flatMap(({ snippets }) => snippets),
    problems: shown.flatMap(({ problems }) => problems),
  };
}

function examplesOf({ path, text }: SourceFile, comment: Comment): Shown[] {
  const firstLine = lineAt(text, comment.start);
  const lines = comment.value.split("\n").map((line) => line.replace(/^\s*\* ?/, ""));
  return lines.flatMap((tag, at) => {
    if (!tag.startsWith("@example")) return [];
    const next = lines.findIndex((line, later) => later > at && /^@\w/.test(line));
    const body = lines.slice(at + 1, next < 0 ? lines.length : next).join("\n");
    const line = firstLine + at + 1;
    if (body.includes("```")) return [snippetsOfMarkdown({ path, text: body }, line)];
    if (body.trim() === "")
      return [{ snippets: [], problems: [`${path}:${line - 1}: the example shows nothing`] }];
    const code = `${body.trimEnd()}\n`;
    return [{ snippets: [{ path, line, code, noRun: undefined }], problems: [] }];
  });
}
