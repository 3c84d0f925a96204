import { randomBytes } from "node:crypto";
import { API_LEVEL, VERSION } from "../version.ts";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ID_LENGTH = 56;
/** As many as the real server takes. */
const NONCE_BYTES = 11;

/** What is the same in every INFO of a server. */
export interface ServerFacts {
  readonly id: string;
  readonly name: string;
  readonly maxPayloadBytes: number;
  readonly isAuthRequired: boolean;
}

/** What is the same in every INFO of one listener. */
export interface ListenerFacts {
  readonly host: string;
  readonly port: number;
  readonly tls: "none" | "required" | "verified";
  /** Over WebSocket, TLS is told of in one more field. */
  readonly isWebSocket: boolean;
}

/** What is one client's own. */
export interface ClientFacts {
  readonly id: number;
  readonly ip: string;
  readonly nonce: string | undefined;
}

/** Why an INFO is sent: as the first word, after the first PING of a client, or because the server ends. */
export type InfoReason = "greeting" | "connected" | "ending";

/** The INFO line, without its end; the fields stand in the order of the real server. */
export function infoLine(
  server: ServerFacts,
  listener: ListenerFacts,
  client: ClientFacts,
  reason: InfoReason,
): string {
  const isSecure = listener.tls !== "none";
  const isConnected = reason === "connected";
  const fields = {
    server_id: server.id,
    server_name: server.name,
    version: VERSION,
    proto: 1,
    host: listener.host,
    port: listener.port,
    headers: true,
    auth_required: server.isAuthRequired || undefined,
    tls_required: isSecure || undefined,
    tls_verify: listener.tls === "verified" || undefined,
    tls_available: (isSecure && listener.isWebSocket) || undefined,
    max_payload: server.maxPayloadBytes,
    jetstream: true,
    client_id: client.id,
    client_ip: client.ip,
    nonce: reason === "greeting" ? client.nonce : undefined,
    ldm: reason === "ending" || undefined,
    connect_info: isConnected || undefined,
    remote_account: isConnected ? "$G" : undefined,
    api_lvl: API_LEVEL,
  };
  return `INFO ${JSON.stringify(fields)} `;
}

/** A name for a server, of the form that the real one has: no two are the same. */
export function newServerId(): string {
  const letters = [...randomBytes(ID_LENGTH - 1)].map((byte) =>
    BASE32.charAt(byte % BASE32.length),
  );
  return `N${letters.join("")}`;
}

/** What a client signs to prove its key: new for each connection. */
export function newNonce(): string {
  return randomBytes(NONCE_BYTES).toString("base64url");
}
