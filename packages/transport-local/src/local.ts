import type { Clock } from "@revkv/core";
import { Engine, type EmbeddedTransport } from "@revkv/core/engine";
import { parseOptions } from "@revkv/core/words";
import { LocalStore } from "./local-store.ts";

/** How a local store is made. */
export interface LocalOptions {
  /** The source of time; the real clock unless given. */
  readonly clock?: Clock | undefined;
}

/**
 * A private, empty store in this process; every `connect` on the same object shares it. Throws
 * `INVALID_ARGUMENT` for an unknown option.
 *
 * @example
 * const clock = manualClock();
 * const sessions = await (await connect(local({ clock }))).create("sessions", { ttlMs: 60_000 });
 * await sessions.put("ada", "here");
 * clock.advance(60_000);
 * console.log(await sessions.get("ada")); // null
 */
export function local(options?: LocalOptions): EmbeddedTransport {
  const { clock } = parseOptions("local", options, ["clock"]);
  const engine = new Engine({ clock });
  return { name: "local", engine, open: async () => new LocalStore(engine) };
}
