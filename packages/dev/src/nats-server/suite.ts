import { afterAll, beforeAll, beforeEach, describe, type TestOptions } from "vitest";
import { areServersRequired, HOW_TO_GET, listOf, missingServers } from "./choose.ts";
import { findServers, here, type FoundServer } from "./find.ts";
import type { LeftOut } from "./left-out.ts";
import type { RunningServer, ServerOptions } from "./running-server.ts";
import { startServer } from "./server.ts";
import { isServed, SERVED } from "./stand-in.ts";
import { isAtLeast, isOfLine } from "./versions.ts";

/** The servers that a suite runs against, and how they are started. */
export interface ServersWanted {
  /** The oldest version that will do, such as `2.11`. */
  readonly least?: string;
  /** The lines that will do, such as `2.10`; `newest`: one server alone, the newest that fits. */
  readonly versions?: readonly string[] | "newest";
  /** True where only a server of its own will do, not the served engine that stands in for want of any. */
  readonly isReal?: boolean;
  /** How the server of each block is started; `none`: the tests start what they need themselves. */
  readonly start?: ServerOptions | "none";
}

/** The tests of a suite, declared for one server; `server` gives it to hooks and tests, not earlier. */
export type ServerTests = (server: () => RunningServer, found: FoundServer) => void;

/**
 * Declares the same tests for each server of this machine that fits, in a block with a server of its own.
 * Where none fits they are skipped, and the run ends with what to do about it; where servers are required
 * they fail. Skipped tests are declared too, for a server of no path and the least version that would do.
 */
export function describeServers(title: string, wanted: ServersWanted, tests: ServerTests): void {
  for (const { suffix, found, options, serve } of blocksOf(title, wanted))
    describe(`${title}${suffix}`, options, () => {
      tests(serve(), found);
    });
}

interface Block {
  /** What tells it from the other blocks of the suite. */
  readonly suffix: string;
  readonly found: FoundServer;
  readonly options: SuiteOptions;
  /** Called in the block: sees to its server, if it is to have one. */
  readonly serve: () => () => RunningServer;
}

type SuiteOptions = Pick<TestOptions, "skip" | "meta">;

function blocksOf(title: string, wanted: ServersWanted): Block[] {
  const found = findServers();
  const candidates = found.length === 0 && mayStandIn(wanted) ? [SERVED] : found;
  const fitting = candidates.filter(({ version }) => fits(version, wanted));
  const failure = missingServers(found) ?? unmet(wanted, found, fitting);
  if (failure !== undefined)
    return [{ suffix: "", found: standIn(wanted), options: {}, serve: () => failing(failure) }];
  if (fitting.length === 0) {
    const leftOut: LeftOut = { suite: title, wants: found.length === 0 ? "" : nameOf(wanted) };
    const options = { skip: true, meta: { leftOut } };
    return [{ suffix: "", found: standIn(wanted), options, serve: () => noServer }];
  }
  const chosen = wanted.versions === "newest" ? fitting.slice(0, 1) : fitting;
  return chosen.map((server) => ({
    suffix: isServed(server) ? " (served engine)" : ` (nats-server ${server.version})`,
    found: server,
    options: {},
    serve: () => (wanted.start === "none" ? noServer : serverOfBlock(server, wanted.start)),
  }));
}

/** Fails the block before its first test. */
function failing(failure: string): () => never {
  beforeAll(() => {
    throw new Error(failure);
  });
  return noServer;
}

/** A server that starts before the tests of the block, stops after them, and is heard when one fails. */
function serverOfBlock(found: FoundServer, options: ServerOptions = {}): () => RunningServer {
  let running: RunningServer | undefined;
  beforeAll(async () => {
    running = await startServer(found, options);
  }, 30_000);
  afterAll(async () => {
    await running?.stop();
  }, 30_000);
  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => console.error(`nats-server ${found.version}:\n${running?.log()}`));
  });
  return () => running ?? noServer();
}

function noServer(): never {
  throw new Error("there is no server of this block here: it runs for hooks and tests alone");
}

/** The served engine has no config file; who starts servers for himself wants to stop and break them. */
function mayStandIn({ isReal = false, start }: ServersWanted): boolean {
  const isPlain = start !== "none" && start?.config === undefined;
  return isPlain && !isReal && here.env["REVKV_NATS_SERVER"] !== "off";
}

function fits(version: string, { least, versions }: ServersWanted): boolean {
  if (least !== undefined && !isAtLeast(version, least)) return false;
  if (versions === undefined || versions === "newest") return true;
  return versions.some((line) => isOfLine(version, line));
}

function nameOf({ least, versions }: ServersWanted): string {
  const lines = versions === undefined || versions === "newest" ? [] : versions;
  const parts = [lines.join(" or "), least === undefined ? "" : `${least} or newer`];
  return `wants ${parts.filter((part) => part !== "").join(", ")}`;
}

function standIn({ least, versions }: ServersWanted): FoundServer {
  const line = least ?? (Array.isArray(versions) ? versions[0] : undefined) ?? "0";
  return { path: "", version: `${line}.0.0`.split(".").slice(0, 3).join("."), from: "" };
}

function unmet(
  wanted: ServersWanted,
  found: readonly FoundServer[],
  fitting: readonly FoundServer[],
): string | undefined {
  if (fitting.length > 0 || !areServersRequired(here.env)) return undefined;
  const list = listOf(found);
  return `REVKV_REQUIRE_NATS=1 and no nats-server fits: ${nameOf(wanted)} (found: ${list}); get one: ${HOW_TO_GET}`;
}
