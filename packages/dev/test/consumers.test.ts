import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { consumerProblems, type Consumer } from "../src/consumers/consumer.ts";
import type { Manifest, Packed } from "../src/consumers/packed.ts";
import { tarballProblems } from "../src/consumers/tarball.ts";

describe("a tarball", () => {
  const manifest: Manifest = {
    name: "@revkv/thing",
    exports: {
      ".": { types: "./dist/index.d.ts", default: "./dist/bundle/index.js" },
      "./package.json": "./package.json",
    },
    bin: { thing: "./dist/bundle/main.js" },
  };
  const paths = [
    "LICENSE",
    "package.json",
    "dist/index.d.ts",
    "dist/bundle/index.js",
    "dist/bundle/main.js",
    "src/index.ts",
  ];

  test("is fine with all that its package.json promises", () => {
    expect(tarballProblems({ manifest, paths: [...paths, "dist/index.d.ts.map"] })).toEqual([]);
  });

  test("holds neither the compiler's notes, nor tests, nor what its bundle is made of", () => {
    const strangers = [
      "dist/.tsbuildinfo",
      "test/a.ts",
      "src/a.test.ts",
      "node_modules/a/b.js",
      "dist/index.js",
    ];
    for (const stranger of strangers) {
      expect(tarballProblems({ manifest, paths: [...paths, stranger] })).toEqual([
        `@revkv/thing: ${stranger} does not belong into it`,
      ]);
    }
  });

  test("lacks nothing", () => {
    for (const missing of paths.slice(0, 5)) {
      expect(tarballProblems({ manifest, paths: paths.filter((p) => p !== missing) })).toEqual([
        `@revkv/thing: ${missing} is not in it`,
      ]);
    }
    const unmapped = [...paths, "dist/other.d.ts.map"];
    expect(tarballProblems({ manifest, paths: unmapped })).toHaveLength(1);
  });

  test("asks for nothing that only this workspace has", () => {
    const dependencies = { "@revkv/core": "workspace:^", "fast-check": "^4.0.0" };
    expect(tarballProblems({ manifest: { ...manifest, dependencies }, paths })).toEqual([
      "@revkv/thing: @revkv/core is asked for as workspace:^, which no registry knows",
    ]);
  });
});

describe("a consumer", { timeout: 60_000 }, () => {
  // Outside of the workspace, whose dependencies a consumer does not have.
  const cache = mkdtempSync(join(tmpdir(), "revkv-consumer-"));
  afterAll(() => rmSync(cache, { recursive: true }));

  /** What goes wrong for somebody who installs a package with these declarations and prints its `a`. */
  function problemsWith(
    name: string,
    declarations: string,
    change: Partial<Consumer> = {},
  ): string {
    const folder = join(cache, name);
    const from = join(folder, "thing");
    const project = join(folder, "project");
    for (const path of [from, project]) mkdirSync(path, { recursive: true });
    const manifest = { name: "@revkv/thing", type: "module", exports: "./index.js" };
    writeFileSync(join(from, "package.json"), JSON.stringify(manifest));
    writeFileSync(join(from, "index.js"), "export const a = 1;\n");
    writeFileSync(join(from, "index.d.ts"), `export declare const a: number;\n${declarations}\n`);
    const packed = { manifest: { name: manifest.name }, source: from, folder: from, paths: [] };
    const consumer = {
      name,
      options: { lib: ["es2022", "dom"] },
      uses: [manifest.name],
      installs: {},
      program: 'import { a } from "@revkv/thing";\nconsole.log(a);\n',
      prints: "1\n",
    };
    return consumerProblems({ ...consumer, ...change }, [packed satisfies Packed], project).join();
  }

  test("is served by declarations that stand by themselves", () => {
    expect(problemsWith("served", "export declare const b: AbortSignal;")).toBe("");
  });

  test("is told of types that it does not have", () => {
    expect(problemsWith("node", "export declare const b: Buffer;")).toContain("'Buffer'");
    expect(problemsWith("lib", "export interface B extends AsyncDisposable {}")).toContain(
      "TS2304",
    );
    expect(problemsWith("import", 'export * from "oxc-parser";')).toContain("'oxc-parser'");
  });

  test("is told when the program prints something else", () => {
    expect(problemsWith("other", "", { prints: "2\n" })).toContain("ends with 0 and prints:\n1\n");
    expect(problemsWith("none", "", { uses: [] })).toContain("TS2307");
  });
});
