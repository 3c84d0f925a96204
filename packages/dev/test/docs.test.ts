import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { snippetsOfDocstrings } from "../src/docs/examples.ts";
import { snippetsOfMarkdown } from "../src/docs/markdown.ts";
import { publicNames, publicPackages } from "../src/docs/public-names.ts";
import { runSnippet } from "../src/docs/run.ts";
import { moduleOf } from "../src/docs/snippet-module.ts";
import { writeAndCheck } from "../src/docs/type-check.ts";
import { cacheFolder } from "../src/source/cache.ts";
import { readSource, readText, repositoryPaths } from "../src/source/repository.ts";
import { describeServers } from "../src/nats-server/index.ts";
import { prelude } from "./docs/prelude.ts";

const paths = repositoryPaths();
const pages = paths.filter((path) => path === "README.md" || /^docs\/[^/]+\.md$/.test(path));
const sources = paths.filter((path) => /^packages\/[^/]+\/src\/.*\.ts$/.test(path));
const shown = [
  ...pages.map((path) => snippetsOfMarkdown(readText(path))),
  ...sources.map((path) => snippetsOfDocstrings(readSource(path))),
];
const surroundings = { names: publicNames(publicPackages()), prelude };
const modules = shown.flatMap(({ snippets }) => snippets).map((s) => moduleOf(s, surroundings));
const written = writeAndCheck(modules, cacheFolder("snippets"));
/** Where documentation has its server; the tests have theirs elsewhere. */
const SHOWN_SERVER = "127.0.0.1:4222";
const needServer = modules.filter(({ text }) => text.includes(SHOWN_SERVER));
/** Files of tests: they are imported while tests are declared, and their tests run among these. */
const declaring = modules.filter(({ text }) => /\bdescribeTransport\w*\(|from "vitest"/.test(text));

describe("what the documentation shows", () => {
  test("is found and well marked", () => {
    expect(modules.length).toBeGreaterThan(5);
    expect(shown.flatMap(({ problems }) => problems)).toEqual([]);
  });

  test("can be judged: the compiler complains of nothing else", () => {
    expect(written.otherErrors).toEqual([]);
  });

  for (const [at, module] of modules.entries()) {
    const { path, line, noRun } = module.snippet;
    test(`${path}:${line} type-checks`, () => {
      expect(written.errors.get(module)).toEqual([]);
    });
    if (needServer.includes(module) || declaring.includes(module)) continue;
    test(`${path}:${line} runs and prints what it says`, async ({ skip }) => {
      if (noRun !== undefined) skip(noRun);
      const file = written.paths[at] ?? "";
      expect(await runSnippet(module, () => import(/* @vite-ignore */ file))).toEqual([]);
    }, 30_000);
  }
});

for (const module of declaring) {
  const { path, line } = module.snippet;
  describe(`${path}:${line} declares tests`, async () => {
    await import(/* @vite-ignore */ written.paths[modules.indexOf(module)] ?? "");
  });
}

describeServers("what the documentation shows on a server", { versions: "newest" }, (server) => {
  for (const module of needServer) {
    const { path, line } = module.snippet;
    test(`${path}:${line} runs and prints what it says`, async () => {
      const file = join(
        cacheFolder("snippets-on-server"),
        `${path.replaceAll("/", "-")}-${line}.ts`,
      );
      writeFileSync(file, module.text.replaceAll(SHOWN_SERVER, `127.0.0.1:${server().port}`));
      expect(await runSnippet(module, () => import(/* @vite-ignore */ file))).toEqual([]);
    }, 30_000);
  }
});
