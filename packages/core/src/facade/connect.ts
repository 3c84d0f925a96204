import { listenerReporter } from "../base/listener-reporter.ts";
import type { Transport } from "../contract/transport.ts";
import { invalidArgument, parseFunction, parseOptions } from "../words/options.ts";
import { Manager, type KvManager } from "./manager.ts";
import { Session } from "./session.ts";

/** How a connection behaves. */
export interface ConnectOptions {
  /** Gets what a listener threw; unless given, it is printed with `console.error`. */
  readonly onListenerError?: ((error: unknown) => void) | undefined;
}

/**
 * Opens a store by its transport: `local()` for one in this process, `nats(connection)` for JetStream.
 * Rejects with `INVALID_ARGUMENT` for what is no transport.
 *
 * @example
 * const kv = await connect(local());
 * const bucket = await kv.create("greetings");
 * await bucket.put("hello", "world");
 * console.log((await bucket.get("hello"))?.text()); // world
 */
export async function connect(transport: Transport, options?: ConnectOptions): Promise<KvManager> {
  const { onListenerError } = parseOptions("connect", options, ["onListenerError"]);
  const report = listenerReporter(parseFunction("onListenerError", onListenerError));
  const isTransport =
    typeof transport === "object" && transport !== null && typeof transport.open === "function";
  if (!isTransport) throw invalidArgument("connect takes a transport, such as local()");
  return new Manager(new Session(await transport.open(), report));
}
