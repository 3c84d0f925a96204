import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

type Exports = Readonly<Record<string, { readonly default?: string } | string>>;

interface Manifest {
  readonly exports: Exports;
  readonly publishConfig?: Partial<Manifest>;
}

const NAMES = ["@revkv/core", "@revkv/transport-local"];

/**
 * The packages as users have them: their built files, with the settings that take the place of others when
 * a package is published. Made in a folder of its own, so that one package finds the other there too.
 */
export class Published {
  readonly #folder = mkdtempSync(join(tmpdir(), "revkv-published-"));

  constructor() {
    for (const name of NAMES) {
      const from = dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)));
      const to = this.#at(name);
      cpSync(join(from, "dist"), join(to, "dist"), { recursive: true });
      const { publishConfig, ...manifest } = readManifest(from);
      writeFileSync(join(to, "package.json"), JSON.stringify({ ...manifest, ...publishConfig }));
    }
  }

  /** The file that an import of the package, or of one of its parts, loads. */
  fileOf(specifier: string): string {
    const [scope, name = "", ...path] = specifier.split("/");
    const folder = this.#at(`${scope}/${name}`);
    const target = readManifest(folder).exports[[".", ...path].join("/")];
    const file = typeof target === "string" ? target : target?.default;
    if (file === undefined) throw new Error(`${specifier} is not exported`);
    return join(folder, file);
  }

  /** Removes the folder. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #at(name: string): string {
    return join(this.#folder, "node_modules", name);
  }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}
