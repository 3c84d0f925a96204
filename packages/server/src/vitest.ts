import type { EmbeddedTransport } from "@revkv/core/engine";
import { local, type LocalOptions } from "@revkv/transport-local";
import { afterAll, beforeAll } from "vitest";
import { serve, type KvServer, type ServeOptions } from "./serve.ts";

/** How a test's server is made: as any, and with a clock that the test may turn. */
export interface TestServerOptions extends ServeOptions, LocalOptions {}

/** A server for the tests of one file. */
export interface TestServer {
  /** Where clients connect to; there once the tests run. */
  readonly url: string;
  /** The same store for the process itself: `connect(server.transport)`. */
  readonly transport: EmbeddedTransport;
}

/**
 * Gives the tests of a file, or of a `describe`, a server with a store of its own: it is there before the first of
 * them and gone after the last.
 *
 * @example
 * import { Kvm } from "@nats-io/kv";
 * import { connect } from "@nats-io/transport-node";
 * import { expect, test } from "vitest";
 * const clock = manualClock();
 * const server = testServer({ clock });
 * test("a session ends", async () => {
 *   const connection = await connect({ servers: server.url });
 *   const sessions = await new Kvm(connection).create("sessions", { ttl: 60_000 });
 *   await sessions.put("ada", "here");
 *   clock.advance(60_000);
 *   expect(await sessions.get("ada")).toBeNull();
 *   await connection.close();
 * });
 */
export function testServer({ clock, ...options }: TestServerOptions = {}): TestServer {
  const transport = local({ clock });
  let running: KvServer | undefined;
  beforeAll(async () => {
    running = await serve(transport, options);
  });
  afterAll(async () => {
    await running?.close();
  });
  return {
    transport,
    get url() {
      if (running === undefined)
        throw new Error("the server is there when the tests run, not before");
      return running.url;
    },
  };
}
