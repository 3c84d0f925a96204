import type { TSInterfaceDeclaration } from "oxc-parser";
import type { SourceFile } from "../source/source-file.ts";
import { walk } from "../source/walk.ts";

interface Known {
  readonly members: ReadonlySet<string>;
  readonly bases: readonly string[];
}

/**
 * The interfaces of a tree by name. A class that implements one need not say again what the interface says
 * of its members.
 */
export class Interfaces {
  readonly #known = new Map<string, Known>();

  constructor(files: readonly SourceFile[]) {
    for (const file of files) {
      walk(file.program, (node) => {
        if (node.type === "TSInterfaceDeclaration") this.#known.set(node.id.name, knownOf(node));
      });
    }
  }

  /** True when an interface or one of its bases has the member, or when it is not from this tree. */
  describes(name: string, member: string): boolean {
    const known = this.#known.get(name);
    if (known === undefined || known.members.has(member)) return true;
    return known.bases.some((base) => this.#known.has(base) && this.describes(base, member));
  }
}

function knownOf(declared: TSInterfaceDeclaration): Known {
  const keys = declared.body.body.flatMap((member) =>
    member.type === "TSMethodSignature" || member.type === "TSPropertySignature"
      ? [member.key]
      : [],
  );
  const bases = declared.extends.map(({ expression }) => expression);
  return { members: new Set(keys.flatMap(nameOf)), bases: bases.flatMap(nameOf) };
}

function nameOf(node: { readonly type: string; readonly name?: unknown }): string[] {
  return node.type === "Identifier" && typeof node.name === "string" ? [node.name] : [];
}
