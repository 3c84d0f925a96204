import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { normalize } from "./normalize.ts";

/** What a program printed, with placeholders for what differs from run to run. */
export interface Transcript {
  readonly lines: readonly string[];
  /** Why the program did not come to its end; empty when it did. */
  readonly fault: string;
}

const PATIENCE_MS = 240_000;

/** Runs the program of a language, which was prepared, against a server. */
export async function transcriptOf(language: string, url: string): Promise<Transcript> {
  const program = fileURLToPath(new URL(`../.cache/${language}/run`, import.meta.url));
  const child = spawn(program, [url], { stdio: ["ignore", "pipe", "pipe"], timeout: PATIENCE_MS });
  const ended = new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code === null ? `${signal}` : `exit ${code}`));
  });
  const [out, err, end] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { lines: normalize(out), fault: end === "exit 0" ? "" : `${end}: ${err.trim()}` };
}
