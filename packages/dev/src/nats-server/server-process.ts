import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

const KEPT = 200_000;

/** One run of a server, from its start to its end. */
export class ServerProcess {
  readonly #child: ChildProcess;
  #log: string;
  #isReady = false;
  #hasEnded = false;

  /** Starts the server; its log goes on after `log`, that of the runs before. */
  constructor(path: string, args: readonly string[], log = "") {
    this.#log = log;
    const child = spawn(path, args, { stdio: ["ignore", "ignore", "pipe"] });
    this.#child = child;
    child.once("exit", () => {
      this.#hasEnded = true;
    });
    child.once("error", (error) => {
      this.#add(`${error.message}\n`);
      this.#hasEnded = true;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => this.#add(text));
    // A program that forgets to stop a server ends all the same.
    child.unref();
    (child.stderr as unknown as { unref(): void }).unref();
  }

  /** The number of the process; undefined for what could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What the server has written, this run and those before, without what is too long ago. */
  get log(): string {
    return this.#log;
  }

  /** True once the server has said that it takes connections. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** True once the server is gone, or could not be started. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Sends a signal and waits for the end; a server that does not heed it is killed. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    this.#child.kill(signal);
    for (let waited = 0; !this.#hasEnded; waited += 5) {
      if (waited >= 5_000) this.#child.kill("SIGKILL");
      await sleep(5);
    }
  }

  #add(text: string): void {
    // The sentence may come in two pieces.
    const unread = this.#log.slice(-20) + text;
    this.#isReady ||= unread.includes("Server is ready");
    this.#log = (this.#log + text).slice(-KEPT);
  }
}
