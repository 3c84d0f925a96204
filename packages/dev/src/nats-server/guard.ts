import { spawn, type ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import type { Socket } from "node:net";

// Its standard input ends when this process does, however that comes about; its last line is the server.
const WATCH = `trap '' HUP INT TERM; pid=; while read -r line; do pid=$line; done
[ -z "$pid" ] || kill -9 "$pid"; rm -rf "$1"`;

/**
 * Sees to it that neither a server nor its folder outlives this process: a shell waits for the end of this
 * process, be it killed, and cleans up after it. Where there is no shell, the orderly end alone is covered.
 */
export class Guard {
  readonly #folder: string;
  readonly #shell: ChildProcess;
  #pid: number | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.#shell = spawn("sh", ["-c", WATCH, "sh", folder], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    });
    this.#shell.on("error", () => {});
    this.#shell.stdin?.on("error", () => {});
    this.#shell.unref();
    (this.#shell.stdin as Socket | null)?.unref();
    process.once("exit", this.#clean);
  }

  /** Takes over a server that has just started; undefined: there is none now. */
  watch(pid: number | undefined): void {
    this.#pid = pid;
    this.#shell.stdin?.write(`${pid ?? ""}\n`);
  }

  /** Removes the folder and watches no more; the server has ended by now. */
  release(): void {
    process.off("exit", this.#clean);
    this.#shell.kill("SIGKILL");
    this.#pid = undefined;
    this.#clean();
  }

  readonly #clean = (): void => {
    try {
      if (this.#pid !== undefined) process.kill(this.#pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  };
}
