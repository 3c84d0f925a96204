import type { ServerEvent } from "../connections/settings.ts";

/** What happened at the server, in one line. */
export function logLine({ type, client, address, reason }: ServerEvent): string {
  const who = `client ${client} from ${address}`;
  return type === "connected" ? `${who} connected` : `${who} disconnected: ${reason}`;
}
