import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What can be had on this machine: a program that runs, or the reason why there is none. */
export type Prepared =
  | { readonly isReady: true; readonly versions: string }
  | { readonly isReady: false; readonly reason: string };

/** Languages whose programs always run, as far as this machine can build them. */
const ALWAYS = ["javascript", "go", "python", "c"];

const script = fileURLToPath(new URL("../scripts/prepare.sh", import.meta.url));

/** The languages that this environment asks for: four always, others by `REVKV_INTEROP=java,rust`. */
export function languagesOf(env: Readonly<Record<string, string | undefined>>): string[] {
  const named = (env["REVKV_INTEROP"] ?? "").split(",").filter((name) => name !== "");
  return [...new Set([...ALWAYS, ...named])];
}

/**
 * Builds the program of a language, where it is not built yet. A program that does not build is an error,
 * a toolchain or a library that cannot be had here is a reason.
 */
export function prepare(language: string, env: NodeJS.ProcessEnv = process.env): Promise<Prepared> {
  return new Promise((resolve, reject) => {
    execFile("/bin/sh", [script, language], { env }, (error, stdout, stderr) => {
      const line = stdout.trim();
      if (error === null) resolve({ isReady: true, versions: line });
      else if (error.code === 3) resolve({ isReady: false, reason: line });
      else reject(new Error(line || stderr || error.message));
    });
  });
}
