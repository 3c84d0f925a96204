import type { TextFile } from "../source/source-file.ts";
import type { Shown, Snippet } from "./snippet.ts";

/** Names under which code would escape the check that `ts` brings with it. */
const OTHER_NAMES = new Set(["typescript", "tsx", "mts", "js", "javascript", "mjs", "jsx"]);
const NO_RUN = /^no-run: \S/;

/**
 * The code blocks of a page that are marked `ts`. `ts no-run: why` is type-checked and not run.
 *
 * @param firstLine - The line of the file that the text begins on, where it is a part of one.
 */
export function snippetsOfMarkdown(page: TextFile, firstLine = 1): Shown {
  const snippets: Snippet[] = [];
  const problems: string[] = [];
  let block: { readonly info: string; readonly at: number; readonly lines: string[] } | undefined;
  for (const [at, line] of page.text.split("\n").entries()) {
    const fence = /^\s*```+(.*)$/.exec(line);
    if (block === undefined && fence !== null) {
      block = { info: (fence[1] ?? "").trim(), at: firstLine + at, lines: [] };
      const fault = faultOf(block.info);
      if (fault !== undefined) problems.push(`${page.path}:${block.at}: ${fault}`);
    } else if (block !== undefined && fence?.[1]?.trim() === "") {
      if (languageOf(block.info) === "ts") snippets.push(snippetOf(page.path, block));
      block = undefined;
    } else block?.lines.push(line);
  }
  if (block !== undefined) problems.push(`${page.path}:${block.at}: the code block does not end`);
  return { snippets, problems };
}

function snippetOf(
  path: string,
  block: { readonly info: string; readonly at: number; readonly lines: readonly string[] },
): Snippet {
  const { info, at, lines } = block;
  const noRun = NO_RUN.test(restOf(info)) ? restOf(info).slice("no-run: ".length) : undefined;
  return { path, line: at + 1, code: `${lines.join("\n")}\n`, noRun };
}

function faultOf(info: string): string | undefined {
  const language = languageOf(info);
  if (OTHER_NAMES.has(language)) return `call it ts, not ${language}, so that it is checked`;
  if (language !== "ts" || restOf(info) === "" || NO_RUN.test(restOf(info))) return undefined;
  return `after ts comes nothing or "no-run: " and a reason, not ${JSON.stringify(restOf(info))}`;
}

function languageOf(info: string): string {
  return info.split(" ", 1)[0] ?? "";
}

function restOf(info: string): string {
  return info.slice(languageOf(info).length).trim();
}
