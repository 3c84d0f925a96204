import { findServers, here, type FoundServer } from "./find.ts";
import { isAtLeast, isOfLine } from "./versions.ts";

/** How to get servers, for a line that says that one is missing. */
export const HOW_TO_GET = "sh packages/dev/scripts/get-nats-servers.sh";

interface Need {
  readonly name: string;
  readonly isMet: (server: FoundServer) => boolean;
}

/** The lines of servers that a release has to run against. */
const NEEDS: readonly Need[] = [
  { name: "2.11 or newer", isMet: ({ version }) => isAtLeast(version, "2.11") },
  { name: "2.10", isMet: ({ version }) => isOfLine(version, "2.10") },
  { name: "2.9", isMet: ({ version }) => isOfLine(version, "2.9") },
];

/** True where a missing server is a failure and not a reason to leave tests out. */
export function areServersRequired(env: Readonly<Record<string, string | undefined>>): boolean {
  return env["REVKV_REQUIRE_NATS"] === "1";
}

/**
 * What is missing of the servers that a release has to run against, and how to get it, in one line;
 * undefined when all are there or nobody requires them.
 */
export function missingServers(
  found: readonly FoundServer[],
  env: Readonly<Record<string, string | undefined>> = here.env,
): string | undefined {
  if (!areServersRequired(env)) return undefined;
  const missing = NEEDS.filter(({ isMet }) => !found.some(isMet)).map(({ name }) => name);
  if (missing.length === 0) return undefined;
  const lines = missing.map((name) => `of ${name}`).join(", ");
  const off = env["REVKV_NATS_SERVER"] === "off" ? "; REVKV_NATS_SERVER is off" : "";
  return (
    `REVKV_REQUIRE_NATS=1 and there is no nats-server ${lines} (found: ${listOf(found)}${off}); ` +
    `get them: ${HOW_TO_GET}, or name them in REVKV_NATS_SERVER`
  );
}

/** Servers for people: each version, and where it came from. */
export function listOf(found: readonly FoundServer[]): string {
  return found.map(({ version, from }) => `${version} (${from})`).join(", ") || "none";
}

/** The newest server there is; undefined without any. */
export function newestServer(
  found: readonly FoundServer[] = findServers(),
): FoundServer | undefined {
  return found[0];
}

/** The newest server of a line, such as `2.10` or `2`; undefined without any. */
export function serverLike(
  line: string,
  found: readonly FoundServer[] = findServers(),
): FoundServer | undefined {
  return found.find(({ version }) => isOfLine(version, line));
}
