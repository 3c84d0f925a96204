import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test, vi } from "vitest";
import { describeServers } from "../../src/nats-server/index.ts";
import { isListening } from "../../src/nats-server/ports.ts";
import { runTests } from "./child-run.ts";
import { fakeServer, saying, temporaryFolder } from "./fake-server.ts";

const SUITES = `
  describeServers("buckets", {}, (server) => {
    beforeAll(() => { server(); });
    test("one", () => {});
    test("two", () => {});
  });
  describeServers("markers", { least: "2.11" }, (_, found) => {
    test("three: " + found.version, () => {});
  });
  test("needs none", () => {});
  test("has a reason of its own", ({ skip }) => skip("it rains"));
`;
const HOW = "get one: sh packages/dev/scripts/get-nats-servers.sh";

test("suites that are left out on purpose are counted, and named in one line", () => {
  const { status, output, closing } = runTests(SUITES, { REVKV_NATS_SERVER: "off" });
  expect(output).toContain("nats-server: none");
  expect(closing).toEqual([
    "skipped: has a reason of its own: it rains",
    "left out, as REVKV_NATS_SERVER=off asks: buckets, markers",
    "1 passed, 0 failed, 4 skipped",
  ]);
  expect(status).toBe(0);
}, 30_000);

test("where there is no server the served engine stands in for suites that it can serve", () => {
  const suites = `
    describeServers("buckets", { least: "2.11" }, (server, found) => {
      test("at " + found.from, () => {
        if (!/^nats:.*:[1-9]/.test(server().url)) throw new Error(server().url);
      });
    });
    describeServers("old ones", { versions: ["2.9"] }, () => { test("one", () => {}); });
    describeServers("breakable", { start: "none" }, () => { test("two", () => {}); });
    describeServers("with users", { start: { config: "x" } }, () => { test("three", () => {}); });
    describeServers("streams", { isReal: true }, () => { test("four", () => {}); });
  `;
  const { output, closing } = runTests(suites, { REVKV_NATS_SERVER: "served" });
  expect(output).toContain("nats-server: none");
  expect(closing).toEqual([
    "left out for want of a nats-server: old ones, breakable, with users, streams; " + HOW,
    "1 passed, 0 failed, 4 skipped",
  ]);
}, 30_000);

test("suites that no server fits tell what they want, and how to get it", () => {
  const old = fakeServer(temporaryFolder(), saying("2.10.27"));
  const suites = `
    describeServers("markers", { least: "2.11" }, () => { test("one", () => {}); });
    describeServers("old ones", { versions: ["2.9", "2.8"] }, () => { test("two", () => {}); });
    describeServers("any", { versions: "newest", start: "none" }, () => { test("three", () => {}); });
  `;
  const { output, closing } = runTests(suites, { REVKV_NATS_SERVER: old });
  expect(output).toContain("nats-server: 2.10.27 (REVKV_NATS_SERVER)");
  expect(closing).toEqual([
    `left out for want of a nats-server: markers (wants 2.11 or newer), old ones (wants 2.9 or 2.8); ${HOW}`,
    "1 passed, 0 failed, 2 skipped",
  ]);
}, 30_000);

test("where servers are required, each suite fails with one line that tells which are missing", () => {
  const one = fakeServer(temporaryFolder(), saying("2.10.27"));
  const env = { REVKV_REQUIRE_NATS: "1", REVKV_NATS_SERVER: one };
  const { status, output, closing } = runTests(SUITES, env);
  const line = "REVKV_REQUIRE_NATS=1 and there is no nats-server of 2.11 or newer, of 2.9";
  expect(output).toContain(`nats-server: ${line}`);
  expect(output).toContain(`Error: ${line}`);
  expect(closing.at(-1)).toBe("1 passed, 2 failed, 4 skipped");
  expect(status).toBe(1);
}, 30_000);

test("where servers are required, a suite that none fits fails", () => {
  const paths = ["2.15.1", "2.10.27", "2.9.10"].map((version) =>
    fakeServer(temporaryFolder(), saying(version)),
  );
  const env = { REVKV_REQUIRE_NATS: "1", REVKV_NATS_SERVER: paths.join(delimiter) };
  const suite = `describeServers("new ones", { least: "4.0" }, () => { test("one", () => {}); });`;
  const { output, closing } = runTests(suite, env);
  expect(output).toContain("REVKV_REQUIRE_NATS=1 and no nats-server fits: wants 4.0 or newer");
  expect(closing.at(-1)).toBe("0 passed, 1 failed, 1 skipped");
}, 30_000);

test("a named server that does not run fails the files that want one", () => {
  const { output, closing } = runTests(SUITES, { REVKV_NATS_SERVER: "no/such/server" });
  const line = "REVKV_NATS_SERVER names no/such/server, which is no nats-server that runs";
  expect(output).toContain(`nats-server: ${line}`);
  expect(output).toContain(`Error: ${line}`);
  expect(closing.at(-1)).toBe("0 passed, 1 failed, 0 skipped");
}, 30_000);

describeServers("a run", { versions: "newest", start: "none" }, (_, found) => {
  const env = { REVKV_NATS_SERVER: found.path };

  test("prints what the server says when a test fails, and only then", () => {
    const suite = `
      describeServers("a suite", {}, (server) => {
        test("fails", () => { throw new Error("on purpose"); });
        test("passes", () => { server(); });
      });`;
    const { output, closing } = runTests(suite, env);
    expect(output.match(/Listening for client connections on/g)).toHaveLength(1);
    expect(output).toContain(`a suite (nats-server ${found.version}) > fails`);
    expect(closing).toEqual(["1 passed, 1 failed, 0 skipped"]);
  }, 30_000);

  test.each([
    ["forgets it", ""],
    ["is killed", 'process.kill(process.pid, "SIGKILL");'],
  ])(
    "leaves no server behind when a file %s",
    async (_, how) => {
      const told = join(temporaryFolder(), "told");
      const suite = `
      test("starts one", async () => {
        const server = await startServer(newestServer());
        writeFileSync(${JSON.stringify(told)}, server.port + "\\n" + server.log());
        ${how}
      });`;
      runTests(suite, env);
      const text = readFileSync(told, "utf8");
      const store = /Store Directory: "(.*?)\/store/.exec(text)?.[1] ?? "";
      expect(store).toContain("revkv-nats-");
      // Not by its process id: that is taken until somebody asks how the orphan has ended.
      const port = Number.parseInt(text, 10);
      await vi.waitFor(async () => expect(await isListening(port)).toBe(false), 5_000);
      await vi.waitFor(() => expect(existsSync(store)).toBe(false), 5_000);
    },
    30_000,
  );
});
