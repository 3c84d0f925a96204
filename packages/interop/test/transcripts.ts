import { startServer, type FoundServer } from "@revkv/dev/nats-server";
import type { TestContext } from "vitest";
import { prepare } from "../src/prepare.ts";
import { serveStore } from "../src/served-store.ts";
import { transcriptOf, type Transcript } from "../src/transcript.ts";

/** Leaves the test out where the program cannot be had on this machine, unless it has to be had. */
export async function readied(language: string, context: TestContext): Promise<void> {
  const prepared = await prepare(language);
  if (prepared.isReady) return;
  if (process.env["REVKV_REQUIRE_INTEROP"] === "1") throw new Error(prepared.reason);
  context.skip(prepared.reason);
}

/** What the program of a language prints against a nats-server of its own. */
export async function realTranscript(language: string, found: FoundServer): Promise<Transcript> {
  const server = await startServer(found);
  try {
    return await transcriptOf(language, server.url);
  } finally {
    await server.stop();
  }
}

/** What the program of a language prints against a served store of its own. */
export async function servedTranscript(language: string): Promise<Transcript> {
  const store = await serveStore();
  try {
    return await transcriptOf(language, store.url);
  } finally {
    await store.close();
  }
}
