import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { missingServers } from "../../src/nats-server/choose.ts";
import {
  findServers,
  newestServer,
  serverLike,
  type FoundServer,
} from "../../src/nats-server/index.ts";
import { isAtLeast, newestFirst } from "../../src/nats-server/versions.ts";
import { fakeServer, saying, temporaryFolder } from "./fake-server.ts";

const nowhere = { env: {}, cache: "no/such/folder", installed: [] };
const found = (...versions: string[]): FoundServer[] =>
  versions.map((version) => ({ path: "", version, from: "somewhere" }));

describe("versions", () => {
  test("are sorted by their numbers", () => {
    const versions = ["2.9.10", "2.10.27", "2.15.1", "2.12.0-RC.1", "2.12.0", "3.0.0"];
    expect(versions.toSorted(newestFirst)).toEqual([
      "3.0.0",
      "2.15.1",
      "2.12.0",
      "2.12.0-RC.1",
      "2.10.27",
      "2.9.10",
    ]);
  });

  test.each([
    ["2.15.1", "2.11", true],
    ["2.11.0", "2.11", true],
    ["2.11.0-RC.3", "2.11", true],
    ["2.9.10", "2.11", false],
    ["2.10.27", "2.10.28", false],
    ["3.0.0", "2.11", true],
  ])("%s is at least %s: %s", (version, least, expected) => {
    expect(isAtLeast(version, least)).toBe(expected);
  });
});

describe("findServers", () => {
  test("finds nothing where there is nothing", () => {
    expect(findServers(nowhere)).toEqual([]);
  });

  test("finds what was fetched and what is installed, the newest first, one of each version", () => {
    const cache = temporaryFolder();
    const fetched = fakeServer(join(cache, "bookworm/usr/sbin"), saying("2.9.10"));
    const newest = fakeServer(join(cache, "forky/usr/sbin"), saying("2.15.1"));
    fakeServer(join(cache, ".fetching-trixie-a1/usr/sbin"), saying("2.14.0"));
    const [onPath, same, installed] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const third = fakeServer(onPath, saying("2.10.27"));
    fakeServer(same, saying("2.9.10"));
    const last = fakeServer(installed, saying("2.2.0"));
    const env = { PATH: ["", same, onPath, "no/such/folder"].join(":") };
    expect(findServers({ env, cache, installed: [installed, onPath] })).toEqual([
      { path: newest, version: "2.15.1", from: ".cache/nats-server/forky" },
      { path: third, version: "2.10.27", from: onPath },
      { path: fetched, version: "2.9.10", from: ".cache/nats-server/bookworm" },
      { path: last, version: "2.2.0", from: installed },
    ]);
  });

  test("passes over what does not tell the version of a nats-server", () => {
    const installed = ["exit 1", "echo v1.2.3", 'echo "nats: v1.2.3"', "kill -9 $$"].map((says) => {
      const folder = temporaryFolder();
      fakeServer(folder, says);
      return folder;
    });
    expect(findServers({ ...nowhere, installed })).toEqual([]);
  });

  test("takes the servers that are named, and no others", () => {
    const [one, two, other] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const old = fakeServer(one, saying("2.9.10"));
    const recent = fakeServer(two, saying("2.12.1"));
    fakeServer(other, saying("2.15.1"));
    const named = { ...nowhere, installed: [other] };
    const from = "REVKV_NATS_SERVER";
    expect(findServers({ ...named, env: { [from]: old } })).toEqual([
      { path: old, version: "2.9.10", from },
    ]);
    expect(findServers({ ...named, env: { [from]: `${old}:${recent}` } })).toEqual([
      { path: recent, version: "2.12.1", from },
      { path: old, version: "2.9.10", from },
    ]);
    expect(findServers({ ...named, env: { [from]: "" } })).toHaveLength(1);
    expect(findServers({ ...named, env: { [from]: "off" } })).toEqual([]);
  });

  test("fails for a named server that does not run, whatever else there is", () => {
    const folder = temporaryFolder();
    const good = fakeServer(folder, saying("2.15.1"));
    for (const wrong of ["no/such/server", folder, fakeServer(temporaryFolder(), "exit 1")]) {
      const env = { REVKV_NATS_SERVER: `${good}:${wrong}`, PATH: folder };
      expect(() => findServers({ ...nowhere, env, installed: [folder] })).toThrow(
        `REVKV_NATS_SERVER names ${wrong}, which is no nats-server that runs`,
      );
    }
  });
});

describe("what a release needs", () => {
  const env = { REVKV_REQUIRE_NATS: "1" };

  test("is there with one server of each line", () => {
    expect(missingServers(found("2.15.1", "2.10.27", "2.9.10"), env)).toBeUndefined();
    expect(missingServers(found("3.0.0", "2.10.1", "2.9.0"), env)).toBeUndefined();
  });

  test("is told in one line where it is missing", () => {
    expect(missingServers(found("2.10.27"), env)).toBe(
      "REVKV_REQUIRE_NATS=1 and there is no nats-server of 2.11 or newer, of 2.9 (found: 2.10.27 (somewhere)); " +
        "get them: sh packages/dev/scripts/get-nats-servers.sh, or name them in REVKV_NATS_SERVER",
    );
    const off = missingServers([], { ...env, REVKV_NATS_SERVER: "off" });
    expect(off).toContain(
      "of 2.11 or newer, of 2.10, of 2.9 (found: none; REVKV_NATS_SERVER is off)",
    );
  });

  test("is nothing where nobody requires it", () => {
    expect(missingServers([], {})).toBeUndefined();
    expect(missingServers([], { REVKV_REQUIRE_NATS: "0" })).toBeUndefined();
  });
});

test("one server is chosen by its age or its line", () => {
  const servers = found("2.15.1", "2.10.27", "2.10.3", "2.9.10");
  expect(newestServer(servers)?.version).toBe("2.15.1");
  expect(serverLike("2.10", servers)?.version).toBe("2.10.27");
  expect(serverLike("2.9.10", servers)?.version).toBe("2.9.10");
  expect(serverLike("2.1", servers)).toBeUndefined();
  expect(newestServer([])).toBeUndefined();
});
