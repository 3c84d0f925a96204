import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeServers, serverLike } from "@revkv/dev/nats-server";
import { describe, expect, test } from "vitest";
import { differenceOf } from "../src/difference.ts";
import { normalize } from "../src/normalize.ts";
import { languagesOf, prepare } from "../src/prepare.ts";
import { readied, realTranscript } from "./transcripts.ts";

const PATIENCE_MS = 120_000;

describeServers("transcripts", { versions: ["2.15"], start: "none" }, (_, found) => {
  test.concurrent(
    "are equal for two servers of one version",
    { timeout: PATIENCE_MS },
    async (context) => {
      await readied("javascript", context);
      const [one, other] = await Promise.all([
        realTranscript("javascript", found),
        realTranscript("javascript", found),
      ]);
      expect(differenceOf(one.lines, other.lines)).toEqual([]);
      expect([one.fault, other.fault]).toEqual(["", ""]);
      expect(one.lines.length).toBeGreaterThan(500);
    },
  );

  test.concurrent(
    "are not equal for an older version",
    { timeout: PATIENCE_MS },
    async (context) => {
      const old = serverLike("2.10") ?? context.skip("there is no nats-server 2.10");
      await readied("javascript", context);
      const [newer, older] = await Promise.all([
        realTranscript("javascript", found),
        realTranscript("javascript", old),
      ]);
      const difference = differenceOf(newer.lines, older.lines);
      expect(difference).toContain("- api level -> 5");
      expect(difference).toContain("+ api level -> undefined");
    },
  );
});

describe("differences", () => {
  const lines = ["== a ==", "1", "2", "== b ==", "3", "4"];

  test("of equal transcripts are none", () => {
    expect(differenceOf(lines, [...lines])).toEqual([]);
    expect(differenceOf([], [])).toEqual([]);
  });

  test("tell a changed, a missing and a further line under the heading of its section", () => {
    const other = ["== a ==", "1", "two", "== b ==", "4", "5"];
    expect(differenceOf(lines, other)).toEqual([
      "== a ==",
      "- 2",
      "+ two",
      "== b ==",
      "- 3",
      "+ 5",
    ]);
  });

  test("tell what a program that ended early did not print", () => {
    expect(differenceOf(lines, lines.slice(0, 4))).toEqual(["== b ==", "- 3", "- 4"]);
  });
});

describe("placeholders", () => {
  test("stand for what a server makes up", () => {
    const told = [
      "Nats-Time-Stamp: 2026-01-02T03:04:05.678Z}",
      'metadata={"_nats.level":"5","_nats.ver":"2.15.1"}',
      "Nats-Stream-Source: KV_a 1 $KV.a.> $KV.b.> $KV.a.k AbCd1234}",
      "no answer at _INBOX.x1.y2 of nats://127.0.0.1:4222",
      'error "invalid JSON: unexpected end of JSON input" 400/10025',
      String.raw`error "invalid JSON: can not unmarshal \"\\\"tape\\\"\"" 400/10025`,
    ];
    expect(normalize(told.join("\n"))).toEqual([
      "Nats-Time-Stamp: <time>}",
      'metadata={"_nats.level":"5","_nats.ver":"<version>"}',
      "Nats-Stream-Source: KV_a 1 $KV.a.> $KV.b.> $KV.a.k <consumer>}",
      "no answer at <inbox> of <address>",
      'error "invalid JSON: <detail>" 400/10025',
      'error "invalid JSON: <detail>" 400/10025',
    ]);
  });

  test("leave revisions, sizes and codes as they are", () => {
    const told = 'put a -> 12\nbytes=1049884 400/10071 "wrong last sequence: 12"';
    expect(normalize(told)).toEqual(told.split("\n"));
  });
});

describe("languages", () => {
  test("are four, and those that the environment names", () => {
    const four = ["javascript", "go", "python", "c"];
    expect(languagesOf({})).toEqual(four);
    expect(languagesOf({ REVKV_INTEROP: "java,rust,go" })).toEqual([...four, "java", "rust"]);
  });

  test("that this machine has no tools for are left out, with the reason", async () => {
    const PATH = mkdtempSync(join(tmpdir(), "revkv-interop-"));
    for (const tool of ["dirname", "mkdir"]) symlinkSync(`/bin/${tool}`, join(PATH, tool));
    const reason = "rust: left out: there is no cargo here";
    await expect(prepare("rust", { PATH })).resolves.toEqual({ isReady: false, reason });
    rmSync(PATH, { recursive: true });
  });

  test("that have no program are an error, and no reason to leave tests out", async () => {
    await expect(prepare("cobol")).rejects.toThrow("cobol: failed: there is no program for it");
  });
});
