import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Readings } from "./place.ts";

/** Runs one task in a process of its own, so that nothing of what ran before is in its heap or its code. */
export async function runChild(command: string): Promise<Readings> {
  const program = fileURLToPath(new URL("../child.js", import.meta.url));
  const child = spawn(process.execPath, ["--expose-gc", program, ...command.split(" ")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  return JSON.parse(output) as Readings;
}
