import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FoundServer } from "./find.ts";
import { Guard } from "./guard.ts";
import { isListening, LOOPBACK, portWrittenTo } from "./ports.ts";
import type { RunningServer, ServerOptions } from "./running-server.ts";
import { ServerProcess } from "./server-process.ts";
import { isServed } from "./stand-in.ts";

const PATIENCE_MS = 20_000;

/** Starts a server with JetStream, and a store of its own, on the loopback and waits until it is ready. */
export async function startServer(
  found: FoundServer,
  options: ServerOptions = {},
): Promise<RunningServer> {
  if (isServed(found)) {
    // Most tests never need it, and it is more to load than they are.
    const { startServed } = await import("./served.ts");
    return startServed(options);
  }
  const server = new StoppableServer(found, options);
  try {
    await server.restart();
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

class StoppableServer implements RunningServer {
  readonly version: string;
  readonly #path: string;
  readonly #args: readonly string[];
  readonly #folder: string;
  readonly #guard: Guard;
  #port: number | undefined;
  #process: ServerProcess | undefined;
  #isStopped = false;

  constructor({ path, version }: FoundServer, { name, config, port }: ServerOptions) {
    this.version = version;
    this.#path = path;
    this.#port = port;
    this.#folder = mkdtempSync(join(tmpdir(), "revkv-nats-"));
    this.#guard = new Guard(this.#folder);
    const args = ["-js", "-sd", join(this.#folder, "store"), "-a", LOOPBACK];
    if (name !== undefined) args.push("-n", name);
    if (config !== undefined) {
      const file = join(this.#folder, "server.conf");
      writeFileSync(file, config);
      args.push("-c", file);
    }
    this.#args = args;
  }

  get port(): number {
    return this.#port ?? 0;
  }

  get url(): string {
    return `nats://${LOOPBACK}:${this.port}`;
  }

  get pid(): number | undefined {
    return this.#process?.hasEnded === false ? this.#process.pid : undefined;
  }

  log(lines = 40): string {
    return (this.#process?.log ?? "").trimEnd().split("\n").slice(-lines).join("\n");
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    await this.#end("SIGTERM");
    this.#guard.release();
  }

  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async restart(): Promise<void> {
    if (this.#isStopped) throw new Error("a server that was stopped has no store to start with");
    await this.#end("SIGTERM");
    // A folder for each run, so that no file of an earlier run is taken for one of this run.
    const ports = mkdtempSync(join(this.#folder, "ports-"));
    mkdirSync(join(this.#folder, "store"), { recursive: true });
    const at = ["-p", String(this.#port ?? -1), "--ports_file_dir", ports];
    this.#process = new ServerProcess(this.#path, [...this.#args, ...at], this.#process?.log);
    this.#guard.watch(this.#process.pid);
    this.#port = await this.#readyPort(this.#process, ports);
  }

  async #end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (this.#process?.hasEnded !== false) return;
    await this.#process.end(signal);
    this.#guard.watch(undefined);
  }

  async #readyPort(process: ServerProcess, ports: string): Promise<number> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!process.hasEnded && Date.now() < deadline) {
      const port = process.isReady ? portWrittenTo(ports) : undefined;
      if (port !== undefined && (await isListening(port))) return port;
      await sleep(10);
    }
    const fault = process.hasEnded ? "ended at once" : `was not ready in ${PATIENCE_MS / 1000} s`;
    await this.#end("SIGKILL");
    throw new Error(`nats-server ${this.version} ${fault}; its log ends with:\n${this.log()}`);
  }
}
