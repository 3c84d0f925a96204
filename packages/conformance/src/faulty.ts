/** A transport on which things go wrong, for tests of applications; it needs no test runner. */
export { faulty, type FaultyTransport } from "./faulty/faulty.ts";
export type { CallKind, FaultName, MetFault } from "./faulty/call-fault.ts";
export type { NextOptions } from "./faulty/next-faults.ts";
export type { FaultChances, FaultyOptions } from "./faulty/options.ts";
