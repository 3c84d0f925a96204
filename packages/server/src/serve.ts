import type { EmbeddedTransport, Engine } from "@revkv/core/engine";
import { KvError } from "@revkv/core/words";
import { Front } from "./connections/front.ts";
import { newServerId } from "./connections/info.ts";
import { JetStream } from "./jetstream/jetstream.ts";
import { parseServeOptions, type ServeOptions } from "./options.ts";
import { Router } from "./routing/router.ts";

export type { ServeOptions } from "./options.ts";

/** A store that NATS clients can reach. */
export interface KvServer {
  /** Where clients connect to. */
  readonly url: string;
  /** Where clients connect to over WebSocket; undefined unless `wsPort` was given. */
  readonly wsUrl: string | undefined;
  /** Sends what waits, closes every connection, and resolves when the last one is closed. */
  close(): Promise<void>;
}

/**
 * Serves the store of a local transport to NATS clients: the same buckets that this process has. Rejects with
 * `INVALID_ARGUMENT` for any other transport and for options that make no sense, and with `BACKEND` where it cannot
 * listen, the port being taken for one.
 *
 * @example
 * import { connect } from "@nats-io/transport-node";
 * const transport = local();
 * const server = await serve(transport);
 * const connection = await connect({ servers: server.url });
 * await server.close();
 */
export async function serve(
  transport: EmbeddedTransport,
  options?: ServeOptions,
): Promise<KvServer> {
  const settings = parseServeOptions(options);
  const id = newServerId();
  // Each needs the other: the router hands on what JetStream answers.
  const router = new Router({
    take: (message) => jetStream.take(message),
    interestChanged: (subject) => jetStream.interestChanged(subject),
  });
  const engine = engineOf(transport);
  const jetStream = new JetStream({
    engine,
    router,
    serverName: settings.name ?? id,
    maxPendingBytes: settings.maxPendingBytes,
  });
  const front = new Front(settings, router, id);
  await front.open();
  return {
    url: front.url,
    wsUrl: front.wsUrl,
    close: async () => {
      await front.close();
      jetStream.close();
    },
  };
}

function engineOf(transport: Partial<EmbeddedTransport> | undefined): Engine {
  const engine = transport?.engine;
  if (engine !== undefined) return engine;
  throw KvError.of(
    "INVALID_ARGUMENT",
    "serve takes the store of local(): no other is in this process",
  );
}
