import { parseSource, problemAt, type SourceFile } from "../source/source-file.ts";
import { walk } from "../source/walk.ts";
import { declaredNames, freeNames } from "./free-names.ts";
import { printsOf, withNamedPrints, type Print } from "./outputs.ts";
import type { PublicName } from "./public-names.ts";
import type { Snippet } from "./snippet.ts";

/** Code that stands before a snippet which uses its name without declaring it. */
export type Prelude = Readonly<Record<string, string>>;

/** A snippet as a module that can be compiled and run. */
export interface SnippetModule {
  readonly snippet: Snippet;
  /** Each line of the snippet is on the line where its page shows it, so that errors name that. */
  readonly text: string;
  readonly prints: readonly Print[];
}

/** What snippets may use without importing it. */
export interface Surroundings {
  readonly names: ReadonlyMap<string, PublicName>;
  readonly prelude: Prelude;
}

/** Makes a module of a snippet: imports what it uses, sets the scene, and names its prints. */
export function moduleOf(snippet: Snippet, { names, prelude }: Surroundings): SnippetModule {
  const above = "\n".repeat(snippet.line - 1);
  const file = parseSource(snippet.path, above + snippet.code);
  refuseNewSyntax(file);
  const own = declaredNames(file);
  const used = freeNames(file);
  const scene = sceneOf(used, prelude, own);
  const imports = [...used].toSorted().flatMap((name) => {
    const known = own.has(name) || name in prelude ? undefined : names.get(name);
    if (known === undefined) return [];
    return [`import { ${known.isType ? "type " : ""}${name} } from "${known.module}";`];
  });
  const prints = printsOf(file);
  const shown = withNamedPrints(file.text, prints).slice(above.length);
  // The end makes a module of what neither imports nor exports, so that names stay apart.
  const text = `${above.slice(1)}${[...imports, ...scene].join(" ")}\n${shown}export {};\n`;
  return { snippet, text, prints };
}

/** The entries of the prelude that are used, each after those it uses itself; adds their names to `used`. */
function sceneOf(used: Set<string>, prelude: Prelude, own: ReadonlySet<string>): string[] {
  const scene = new Map<string, string>();
  const add = (name: string): void => {
    const code = own.has(name) ? undefined : prelude[name];
    if (code === undefined || scene.has(name)) return;
    for (const needed of freeNames(parseSource(`the prelude of ${name}`, code))) {
      used.add(needed);
      add(needed);
    }
    scene.set(name, code);
  };
  for (const name of used) add(name);
  return [...scene.values()];
}

/** Node 20 runs what is shown as it is shown; the test runner would translate this for it. */
function refuseNewSyntax(file: SourceFile): void {
  walk(file.program, (node) => {
    if (node.type !== "VariableDeclaration") return;
    if (node.kind === "using" || node.kind === "await using")
      throw new SyntaxError(problemAt(file, node.start, `Node 20 does not know \`${node.kind}\``));
  });
}
