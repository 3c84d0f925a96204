import { posix } from "node:path";
import type { Node } from "oxc-parser";
import type { SourceFile } from "../source/source-file.ts";
import { isOf, walk } from "../source/walk.ts";

/** One place where a file names another module, for its values or its types. */
export interface Import {
  /** As it is written. */
  readonly specifier: string;
  /** Where it is written. */
  readonly position: number;
  /** The file that a relative specifier means, from the root of the repository; undefined for a package. */
  readonly target: string | undefined;
}

/** All imports of a file: static, dynamic, re-exports and `import("...")` types. */
export function importsOf(file: SourceFile): Import[] {
  const imports: Import[] = [];
  walk(file.program, (node) => {
    const source = sourceOf(node);
    if (source?.type !== "Literal" || typeof source.value !== "string") return;
    const specifier = source.value;
    const target = targetOf(file.path, specifier);
    imports.push({ specifier, position: source.start, target });
  });
  return imports;
}

function sourceOf(node: Node): Node | null {
  if (isOf(node, "ImportDeclaration", "ImportExpression", "TSImportType")) return node.source;
  if (isOf(node, "ExportNamedDeclaration", "ExportAllDeclaration")) return node.source;
  return isOf(node, "TSExternalModuleReference") ? node.expression : null;
}

function targetOf(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".") && !specifier.startsWith("/")) return undefined;
  // The compiler takes `./a.js` for `./a.ts`, so both are the same file here.
  return posix.join(posix.dirname(path), specifier).replace(/\.js$/, ".ts");
}
