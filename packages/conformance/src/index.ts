/**
 * The proof of a revkv backend: a reference model that can be checked by eye, random operations that are
 * done to it and to the backend, and recorded traces of real servers.
 */
export { Coverage } from "./commands/coverage.ts";
export type { Deviation, Place, ServerDeviation } from "./commands/deviation.ts";
export { SequenceFailure } from "./commands/sequence-failure.ts";
export { KEY_STATES, type KeyState } from "./commands/key-state.ts";
export { KINDS, type Kind } from "./commands/kind.ts";
export { LOCAL } from "./commands/local-profile.ts";
export { natsServer } from "./commands/nats-profile.ts";
export { SERVER_DEVIATIONS } from "./commands/server-deviations.ts";
export type {
  StoreProfile,
  StoreUnderTest,
  TestedStore,
  TurnedClock,
} from "./commands/store-profile.ts";
export { runCommands, type CommandRun } from "./run-commands.ts";
export { watched, type WatchedOptions } from "./watched-options.ts";
export { parseTraces, replayTrace, type Trace, type TraceOperation } from "./traces.ts";
export { runTtlCase, storedIn, TTL_CASES, type TimedStore } from "./ttl/run-ttl-case.ts";
export type { TtlCase, TtlStep } from "./ttl/ttl-case.ts";
