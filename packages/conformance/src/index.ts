/**
 * The proof of a revkv backend: a reference model that can be checked by eye, random operations that are
 * done to it and to the backend, and recordings that replay on another one.
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
// The suite.
export { ALL_CASES } from "./suite/all-cases.ts";
export type { Need, RuleCase } from "./suite/rule-case.ts";
export { RULES, type Rule } from "./suite/rules.ts";
export type { CaseTime } from "./suite/time.ts";
export type { World } from "./suite/world.ts";
export { describeTransport, type TransportSuite } from "./suite/describe-transport.ts";
export type { Claims } from "./suite/plan.ts";
export { proveTransport, type Proof } from "./suite/prove-transport.ts";
export { claimedVerdicts, type Verdict } from "./suite/verdict.ts";
export type { KnownGap, Opened, Subject, TestRunner } from "./suite/subject.ts";
// Recordings.
export type {
  CallLine,
  HeaderLine,
  RecordedBytes,
  RecordedEntry,
  RecordedError,
  RecordedLine,
  RecordedRequest,
  RecordedResult,
  ReturnLine,
  WatchLine,
} from "./recording/line.ts";
export { parseRecording } from "./recording/parse-recording.ts";
export { Recorder, type RecorderOptions } from "./recording/recorder.ts";
export { replay, type ReplayOptions } from "./recording/replay.ts";
// Concurrent histories.
export { checkLinearizable, type HistoryReport } from "./histories/check-history.ts";
export type { HistoryOptions } from "./histories/facts.ts";
export { showFinding, type Finding, type FoundOperation } from "./histories/finding.ts";
export { runClients, type ClientRun } from "./histories/run-clients.ts";
export {
  describeTransportProperties,
  type TransportProperties,
} from "./properties/describe-transport-properties.ts";
// Faults.
export {
  faulty,
  type CallKind,
  type FaultChances,
  type FaultName,
  type FaultyOptions,
  type FaultyTransport,
  type MetFault,
  type NextOptions,
} from "./faulty.ts";
// Watch guarantees.
export type { Guarantee, GuaranteeName } from "./guarantees/guarantee.ts";
export { GUARANTEES, judgeRecording, judgeWatch, type Violation } from "./guarantees/judge.ts";
