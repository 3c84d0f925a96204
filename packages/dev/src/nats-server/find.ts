import { execFileSync } from "node:child_process";
import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "../source/repository.ts";
import { newestFirst } from "./versions.ts";

/** A NATS server that runs on this machine. */
export interface FoundServer {
  readonly path: string;
  /** As the server says it, without its `v`: `2.15.1`. */
  readonly version: string;
  /** What led to it: a variable of the environment, or the folder that it lies in. */
  readonly from: string;
}

/** Where to look for servers. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder with what `get-nats-servers.sh` has fetched. */
  readonly cache: string;
  /** Folders that a package manager installs servers into, be they on PATH or not. */
  readonly installed: readonly string[];
}

/** This repository on this machine. */
export const here: Surroundings = {
  env: process.env,
  cache: join(root, ".cache/nats-server"),
  installed: ["/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin"],
};

const NAME = process.platform === "win32" ? "nats-server.exe" : "nats-server";

/**
 * The NATS servers of this machine, the newest first and one of each version: those that REVKV_NATS_SERVER
 * names (none for `off` and `served`), otherwise those that were fetched and those that are installed. Each has told its
 * version; one that is named and cannot is an error.
 */
export function findServers(surroundings: Surroundings = here): FoundServer[] {
  const { env } = surroundings;
  const named = env["REVKV_NATS_SERVER"] ?? "";
  if (named === "off" || named === "served") return [];
  const servers = named === "" ? serversIn(foldersOf(surroundings)) : serversNamed(named);
  const versions = new Map<string, FoundServer>();
  for (const server of servers)
    if (!versions.has(server.version)) versions.set(server.version, server);
  return [...versions.values()].toSorted((a, b) => newestFirst(a.version, b.version));
}

function serversNamed(named: string): FoundServer[] {
  const paths = named.split(delimiter).filter((path) => path !== "");
  return paths.map((path) => {
    const version = versionOf(path);
    if (version !== undefined) return { path, version, from: "REVKV_NATS_SERVER" };
    throw new Error(`REVKV_NATS_SERVER names ${path}, which is no nats-server that runs`);
  });
}

interface Folder {
  readonly path: string;
  readonly from: string;
}

function foldersOf({ env, cache, installed }: Surroundings): Folder[] {
  const fetched = suitesIn(cache).map((suite) => ({
    path: join(cache, suite, "usr/sbin"),
    from: `.cache/nats-server/${suite}`,
  }));
  const onPath = (env["PATH"] ?? "").split(delimiter).filter((path) => path !== "");
  const others = new Set([...onPath, ...installed]);
  return [...fetched, ...[...others].map((path) => ({ path, from: path }))];
}

function suitesIn(cache: string): string[] {
  try {
    const suites = readdirSync(cache).filter((name) => !name.startsWith("."));
    return suites.toSorted();
  } catch {
    return [];
  }
}

function serversIn(folders: readonly Folder[]): FoundServer[] {
  return folders.flatMap((folder) => {
    const path = join(folder.path, NAME);
    const version = versionOf(path);
    return version === undefined ? [] : [{ path, version, from: folder.from }];
  });
}

/** The version that a server tells; undefined for what is none, or does not run here. */
function versionOf(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    const told = execFileSync(path, ["--version"], {
      encoding: "utf8",
      timeout: 10_000,
      killSignal: "SIGKILL",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return /^nats-server: v(\d+\.\d+\.\d+\S*)/m.exec(told)?.[1];
  } catch {
    return undefined;
  }
}
