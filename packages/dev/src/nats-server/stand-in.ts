import type { FoundServer } from "./find.ts";

/** What stands in where no nats-server is: the engine of this process, served. */
export const SERVED: FoundServer = { path: "", version: "2.15.1", from: "@revkv/server" };

/** Whether a server is the one that stands in. */
export function isServed({ path, from }: FoundServer): boolean {
  return path === SERVED.path && from === SERVED.from;
}
