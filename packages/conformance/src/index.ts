/**
 * The proof of a revkv backend: a reference model that can be checked by eye, random operations that are
 * done to it and to the backend, and recorded traces of real servers.
 */
export { Coverage } from "./commands/coverage.ts";
export { KEY_STATES, type KeyState } from "./commands/key-state.ts";
export { KINDS, type Kind } from "./commands/kind.ts";
export type { TestedStore } from "./commands/world.ts";
export { runCommands, type CommandRun } from "./run-commands.ts";
export { watched, type WatchedOptions } from "./watched-options.ts";
export { parseTraces, replayTrace, type Trace, type TraceOperation } from "./traces.ts";
