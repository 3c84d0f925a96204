import { newestServer } from "@revkv/dev/nats-server";
import { readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";

/** Where something was measured. */
export interface Surroundings {
  readonly date: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** The load of the machine over the minute before. */
  readonly load: number;
  /** Versions of what revkv is measured beside. */
  readonly versions: Readonly<Record<string, string>>;
}

const PEERS = ["@nats-io/kv", "eventemitter3", "keyv", "lru-cache", "memory-level", "unstorage"];

/** What this machine is, and what is installed on it. */
export function surroundings(): Surroundings {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
    versions: { ...peerVersions(), "nats-server": newestServer()?.version ?? "none" },
  };
}

/** They are pinned: what stands there is what is installed. */
function peerVersions(): Record<string, string> {
  const file = new URL("../../package.json", import.meta.url);
  const { dependencies } = JSON.parse(readFileSync(file, "utf8")) as {
    dependencies: Record<string, string>;
  };
  return Object.fromEntries(PEERS.map((name) => [name, dependencies[name] ?? "none"]));
}
