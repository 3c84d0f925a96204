import { rmSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { snippetsOfDocstrings } from "../../src/docs/examples.ts";
import { freeNames } from "../../src/docs/free-names.ts";
import { snippetsOfMarkdown } from "../../src/docs/markdown.ts";
import { printsOf } from "../../src/docs/outputs.ts";
import { publicNames } from "../../src/docs/public-names.ts";
import { runSnippet } from "../../src/docs/run.ts";
import { moduleOf, type SnippetModule } from "../../src/docs/snippet-module.ts";
import { writeAndCheck } from "../../src/docs/type-check.ts";
import { cacheFolder } from "../../src/source/cache.ts";
import { parseSource } from "../../src/source/source-file.ts";

const page = (...lines: string[]) => snippetsOfMarkdown({ path: "a.md", text: lines.join("\n") });
const source = (text: string) => parseSource("a.ts", text);

describe("a page", () => {
  test("shows its ts blocks with their lines", () => {
    const { snippets, problems } = page("# A", "```ts", "one();", "```", "", "```sh", "ls", "```");
    expect(problems).toEqual([]);
    expect(snippets).toEqual([{ path: "a.md", line: 3, code: "one();\n", noRun: undefined }]);
  });

  test("keeps a block from running only with a reason", () => {
    expect(page("```ts no-run: needs a server", "a();", "```").snippets[0]?.noRun).toBe(
      "needs a server",
    );
    expect(page("```ts no-run", "a();", "```").problems).toHaveLength(1);
    expect(page("```ts no-run:", "a();", "```").problems).toHaveLength(1);
    expect(page("```ts skip", "a();", "```").problems).toHaveLength(1);
  });

  test("cannot hide code under another name or in a block without an end", () => {
    expect(page("```typescript", "a();", "```").problems).toHaveLength(1);
    expect(page("```js", "a();", "```").problems).toHaveLength(1);
    expect(page("```ts", "a();").problems).toEqual(["a.md:1: the code block does not end"]);
  });
});

describe("a docstring", () => {
  test("shows each of its examples up to the next tag", () => {
    const text = [
      "const a = 1;",
      "/**",
      " * Makes one.",
      " *",
      " * @example A title",
      " * const b = make({",
      " *   deep: true,",
      " * });",
      " * @example",
      " * two();",
      " *",
      " * @returns One.",
      " */",
    ];
    const { snippets, problems } = snippetsOfDocstrings(source(text.join("\n")));
    expect(problems).toEqual([]);
    expect(snippets.map(({ line, code }) => ({ line, code }))).toEqual([
      { line: 6, code: "const b = make({\n  deep: true,\n});\n" },
      { line: 10, code: "two();\n" },
    ]);
  });

  test("may fence its example", () => {
    const text = "/**\n * @example\n * ```ts no-run: no server\n * one();\n * ```\n */\n";
    expect(snippetsOfDocstrings(source(text)).snippets).toEqual([
      { path: "a.ts", line: 4, code: "one();\n", noRun: "no server" },
    ]);
  });

  test("cannot show nothing", () => {
    expect(snippetsOfDocstrings(source("/** @example */")).problems).toEqual([
      "a.ts:1: the example shows nothing",
    ]);
  });
});

test("free names are those that nothing declares", () => {
  const text = [
    'import { connect as join } from "x";',
    "const { a, b: [c] = [], ...rest } = given.member;",
    "function f<T extends Bound>(p: Param, { q }: T): Result { return join(p, q, a, c, rest); }",
    "class K { key = outer; method(inner: number) { return this.method(inner); } }",
    "try { f({ label: value, short }); } catch (error) { throw error; }",
    "type M = { [P in Keys]: P }; interface I { prop: Other; call(arg: string): void }",
    "const fine = (x: typeof y): x is Q => x[index]?.z;",
  ];
  expect([...freeNames(source(text.join("\n")))].toSorted()).toEqual(
    "Bound Keys Other Param Q Result given index outer short value y".split(" ").toSorted(),
  );
});

const outputs = (...lines: string[]) =>
  printsOf(source(lines.join("\n"))).map(({ line, expected }) => ({ line, expected }));

describe("a print", () => {
  test("shows its output on its line and under arrows below", () => {
    const lines = ["console.log(1); // 1", "f(() => console.log(a)); // → a", "// → b", "// other"];
    expect(outputs(...lines)).toEqual([
      { line: 1, expected: "1" },
      { line: 2, expected: "a\nb" },
    ]);
  });

  test("without a comment shows none, and a comment elsewhere is none of it", () => {
    expect(outputs("console.log(1);", "f(); // says 1", "// console.log(2); // 2")).toEqual([]);
  });

  test("has its comment for itself", () => {
    expect(() => outputs("console.log(1); console.log(2); // 1")).toThrow("share one comment");
  });
});

describe("a snippet", () => {
  const folder = cacheFolder(`rules-${process.pid}`);
  afterAll(() => rmSync(folder, { recursive: true }));

  const names = publicNames(["core", "transport-local"]);
  const prelude = {
    kv: "const kv = await connect(local());",
    bucket: 'const bucket = await kv.create("example");',
  };
  const make = (...lines: string[]): SnippetModule =>
    moduleOf(
      { path: "a.md", line: 10, code: `${lines.join("\n")}\n`, noRun: undefined },
      { names, prelude },
    );
  const good = make('const kept = await bucket.put("key", "value");', "console.log(kept); // 1");
  const wrongType = make("const fine = 1;", "const revision: string = fine;");
  const wrongOutput = make(
    "console.log(1);",
    "console.log(2); // 3",
    "if (!kv) console.log(4); // 4",
  );
  const throwing = make('throw new Error("as shown");');
  const endless = make("await new Promise(() => {});");
  const modules = [good, wrongType, wrongOutput, throwing, endless];
  const { paths, errors, otherErrors } = writeAndCheck(modules, folder);
  const run = (module: SnippetModule, runMs = 10_000): Promise<string[]> => {
    const path = paths[modules.indexOf(module)] ?? "";
    return runSnippet(module, () => import(/* @vite-ignore */ path), { runMs, settleMs: 50 });
  };

  test("gets what it uses, in order", () => {
    const header = [
      'import { connect } from "@revkv/core";',
      'import { local } from "@revkv/transport-local";',
      prelude.kv,
      prelude.bucket,
    ];
    expect(good.text.split("\n").slice(7, 9)).toEqual(["", header.join(" ")]);
    expect(good.text.split("\n")[9]).toBe('const kept = await bucket.put("key", "value");');
  });

  test("keeps what it brings itself", () => {
    const own = make('import { connect } from "@revkv/core";', 'const kv = await connect("x");');
    expect(own.text.split("\n")[8]).toBe("");
    expect(make("const entry: KvEntry | undefined = undefined;").text).toContain(
      'import { type KvEntry } from "@revkv/core";',
    );
  });

  test("is type-checked, and its errors told in the lines of its page", () => {
    expect(otherErrors).toEqual([]);
    expect(errors.get(good)).toEqual([]);
    expect(errors.get(wrongType)).toEqual([expect.stringMatching(/^a\.md:11: error TS2322/)]);
  });

  test("runs, and what it prints is compared", async () => {
    expect(await run(good)).toEqual([]);
    expect(await run(wrongOutput)).toEqual([
      'a.md:11: prints "2", not "3"',
      'a.md:12: prints "", not "4"',
    ]);
    await expect(run(throwing)).rejects.toThrow("as shown");
  }, 30_000);

  test("has to end", async () => {
    expect(await run(endless, 100)).toEqual(["a.md:10: the snippet has not ended in time"]);
  });

  test("has to be such as Node 20 knows", () => {
    expect(() => make("await using watcher = open();")).toThrow("a.md:10: Node 20 does not know");
    expect(() => make("const a = 1;", "const a ===;")).toThrow("a.md:11: ");
  });
});
