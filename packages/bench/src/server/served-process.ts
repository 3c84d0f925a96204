import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A served store in a process of its own. */
export interface ServedProcess {
  readonly url: string;
  /** Ends the process. */
  stop(): Promise<void>;
}

/** Starts `revkv serve` and waits until it says where it listens. */
export async function startServed(): Promise<ServedProcess> {
  const bin = fileURLToPath(new URL("cli/main.js", import.meta.resolve("@revkv/server")));
  const child = spawn(process.execPath, [bin, "serve", "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  for await (const line of createInterface(child.stdout)) {
    const [url] = /nats:\/\/\S+/.exec(line) ?? [];
    if (url === undefined) continue;
    // Nobody reads what else it says.
    child.stdout.resume();
    return {
      url,
      stop: async () => {
        child.kill();
        await ended;
      },
    };
  }
  throw new Error("revkv serve ended without a word of where it listens");
}
