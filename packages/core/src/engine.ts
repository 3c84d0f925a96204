/**
 * The engine: revisioned buckets in this process, without promises. `@revkv/transport-local` makes a
 * transport of it.
 */
export type { Clock } from "./base/clock.ts";
export type { EmbeddedTransport } from "./embedded.ts";
export { newSteps, type Steps } from "./base/steps.ts";
export { BucketLog } from "./engine/bucket-log.ts";
export type { EngineBucket, EngineGetOptions, EngineWatchOptions } from "./engine/bucket.ts";
export { Engine, type EngineOptions } from "./engine/engine.ts";
export type { FollowPlan } from "./engine/follower.ts";
export type { EngineListener } from "./engine/listener-sink.ts";
export type { LogContext } from "./engine/log-context.ts";
export type { LogCursor } from "./engine/log-cursor.ts";
export type { LogRead } from "./engine/log-read.ts";
export type { LogTotals } from "./engine/log-state.ts";
export type { LogSubscription } from "./engine/log-subscription.ts";
export { manualClock } from "./engine/manual-clock.ts";
export type { Stored } from "./engine/key-log.ts";
export type { PurgePlan } from "./engine/purge.ts";
export type { StreamRules } from "./engine/stream-rules.ts";
