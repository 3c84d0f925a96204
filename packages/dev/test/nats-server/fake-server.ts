import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "revkv-fake-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Puts a program into a folder that tells a version and can do nothing else; gives its path. */
export function fakeServer(folder: string, says: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "nats-server");
  writeFileSync(path, `#!/bin/sh\n${says}\n`, { mode: 0o755 });
  return path;
}

/** What a server of a version says. */
export function saying(version: string): string {
  return `echo "nats-server: v${version}"`;
}
