import { pathToFileURL } from "node:url";
import { Published } from "../measure/published.ts";
import type { Readings } from "../run/place.ts";

const PUBLISHED = ["@revkv/core", "@revkv/transport-local"];
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  eventemitter3: ["eventemitter3"],
  nats: ["@nats-io/kv", "@nats-io/transport-node"],
};

/** How long an import takes in a process that has imported nothing of it: `import revkv`. */
export async function run([what = ""]: readonly string[]): Promise<Readings> {
  const published = new Published();
  const files = PUBLISHED.map((name) => pathToFileURL(published.fileOf(name)).href);
  const begin = performance.now();
  await Promise.all((OTHERS[what] ?? files).map((specifier) => import(specifier)));
  const ms = performance.now() - begin;
  published.remove();
  return { ms };
}
