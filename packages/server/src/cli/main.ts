#!/usr/bin/env node
import { connect, isKvError } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { serve } from "../serve.ts";
import { readBuckets } from "./buckets.ts";
import { readCommand, USAGE, UsageError, type ServeCommand } from "./command.ts";
import { logLine } from "./log.ts";

try {
  const command = readCommand(process.argv.slice(2));
  if (command === "help") console.log(USAGE);
  else await run(command);
} catch (error) {
  if (!(error instanceof UsageError) && !isKvError(error)) throw error;
  console.error(`revkv: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

/** Serves until it is asked to end. */
async function run({ options, buckets: file }: ServeCommand): Promise<void> {
  const buckets = file === undefined ? {} : readBuckets(file);
  const transport = local();
  const kv = await connect(transport);
  for (const [name, config] of Object.entries(buckets)) {
    await kv.create(name, config);
    log(`bucket ${name}`);
  }
  const server = await serve(transport, { ...options, onEvent: (event) => log(logLine(event)) });
  log(
    `listening at ${[server.url, server.wsUrl].filter((url) => url !== undefined).join(" and ")}`,
  );
  const end = (signal: string): void => {
    log(`${signal}: closing`);
    void server.close().then(() => log("closed"));
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, end);
}

function log(line: string): void {
  console.log(`${new Date().toISOString()} ${line}`);
}
