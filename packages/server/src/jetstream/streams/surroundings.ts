import type { Stream } from "./stream.ts";

/** What the operations on streams need beside the streams. */
export interface Surroundings {
  /** The engine's time. */
  nowMs(): number;
  /** The name of the server. */
  readonly serverName: string;
  /** The stream of a name, for what is told of those that copy from it. */
  readonly find: (name: string) => Stream | undefined;
  /** How many consumers a stream has. */
  consumersOf(stream: string): number;
}
