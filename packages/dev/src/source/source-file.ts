import { parseSync, type Comment, type EcmaScriptModule, type Program } from "oxc-parser";

/** A file as it lies in the repository. */
export interface TextFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** A file of TypeScript or JavaScript, read once and parsed once for all rules. */
export interface SourceFile extends TextFile {
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly module: EcmaScriptModule;
}

/** Parses a file; throws where the text is no program, since no rule could judge it. */
export function parseSource(path: string, text: string): SourceFile {
  const lang = path.endsWith("js") ? "js" : "ts";
  const { program, comments, module, errors } = parseSync(path, text, { lang });
  const first = errors[0];
  if (first !== undefined) {
    const place = { path, text };
    throw new SyntaxError(problemAt(place, first.labels[0]?.start ?? 0, first.message));
  }
  return { path, text, program, comments, module };
}

/** The line, counted from 1, that a position of the text is on. */
export function lineAt(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}

/** One thing that is wrong, so that an editor's terminal can jump to it. */
export function problemAt(file: TextFile, position: number, sentence: string): string {
  return `${file.path}:${lineAt(file.text, position)}: ${sentence}`;
}
