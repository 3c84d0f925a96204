import type { TlsOptions } from "node:tls";
import type { ListenerFacts } from "./info.ts";

/** How long a client has for its part of TLS. */
export const HANDSHAKE_MS = 2_000;

/** What a listener's TLS asks of clients. */
export function demandOf(tls: TlsOptions | undefined): ListenerFacts["tls"] {
  if (tls === undefined) return "none";
  return tls.requestCert === true ? "verified" : "required";
}
