import type { TlsOptions } from "node:tls";
import type { ProtocolLimits } from "../protocol/operations.ts";

/** What a server is told about itself: every option judged, every default filled in. */
export interface Settings extends ProtocolLimits {
  readonly host: string;
  readonly port: number;
  /** The port for WebSockets; undefined for none. */
  readonly wsPort: number | undefined;
  /** How the server calls itself; undefined: by its id. */
  readonly name: string | undefined;
  readonly credentials: Credentials;
  readonly tls: TlsOptions | undefined;
  /** TLS begins before INFO and not after it. */
  readonly isHandshakeFirst: boolean;
  readonly maxConnections: number;
  /** For each connection. */
  readonly maxSubscriptions: number;
  /** What may wait for a client that reads slowly, before it is dropped. */
  readonly maxPendingBytes: number;
  readonly pingIntervalMs: number;
  /** PINGs without an answer, before a connection is stale. */
  readonly maxPingsOut: number;
  readonly authTimeoutMs: number;
  /** Told of connections that come and go. */
  readonly onEvent: ((event: ServerEvent) => void) | undefined;
}

/** A connection has come or gone. */
export interface ServerEvent {
  readonly type: "connected" | "disconnected";
  /** The number of the connection, as INFO tells it to the client. */
  readonly client: number;
  /** The client's address. */
  readonly address: string;
  /** Why it is gone, in words; empty for one that has come. */
  readonly reason: string;
}

/** What lets a client in: any of these that is there. With none of them everybody is let in. */
export interface Credentials {
  readonly token: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Public keys of users. */
  readonly nkeys: readonly string[];
}
