/** The revkv engine as a transport in the same process: what tests and single processes connect to. */
export { local, type LocalOptions } from "./local.ts";
export { manualClock } from "@revkv/core/engine";
