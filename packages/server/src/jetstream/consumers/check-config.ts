import { covers } from "@revkv/core/subjects";
import { goDuration } from "@revkv/core/words";
import {
  consumerFailures,
  failures,
  hasWildcard,
  isSubject,
  type ApiFailure,
} from "@revkv/transport-nats/mapping";
import {
  LARGEST_METADATA,
  LONGEST_DESCRIPTION,
  LONGEST_NAME,
  metadataBytes,
} from "../api/limits.ts";
import { Refusal } from "../api/refusal.ts";
import type { StreamSettings } from "../streams/settings.ts";
import { msOf } from "./alarm.ts";
import { checkServed } from "./check-served.ts";
import { checkStart } from "./check-start.ts";
import { filtersOf, type ConsumerConfig } from "./consumer-config.ts";
import { overlap } from "./overlap.ts";

const LEAST_HEARTBEAT_NS = 100_000_000;
const LEAST_EXPIRES_NS = 1_000_000;
/** A server has no such limit; each of them would be compared with all others. */
const MOST_WILDCARDS = 1_000;

/** A thing that must not be, and what is said when it is. */
type Fault = readonly [is: boolean, failure: ApiFailure];

/**
 * Judges the filled-in settings of a consumer, in a server's order: of several faults it tells the first.
 *
 * @throws A refusal for what a server refuses, and for what is not served here.
 */
export function checkConfig(stream: StreamSettings, config: ConsumerConfig): void {
  refuseFirst(nameFaults(config));
  refuseFirst(ackFaults(config));
  const isPull = config.deliver_subject === undefined;
  refuseFirst(isPull ? pullFaults(config) : pushFaults(stream, config));
  refuseFirst(limitFaults(stream, config));
  refuseFirst(filterFaults(config));
  checkStart(config);
  refuseFirst(lastFaults(config));
  checkServed(config);
}

function refuseFirst(faults: Iterable<Fault>): void {
  for (const [is, failure] of faults) if (is) throw new Refusal(failure);
}

function* nameFaults({ name, durable_name, num_replicas }: ConsumerConfig): Iterable<Fault> {
  const cannot = "can not contain '.', '*', '>', '\\', '/'";
  yield [!isName(name), invalid(`consumer name ${cannot}`)];
  yield [!isName(durable_name), invalid(`consumer durable name ${cannot}`)];
  yield [num_replicas < 0, failures.negativeReplicas];
}

function isName(name: string | undefined): boolean {
  return name === undefined || !/[ \t\r\n\f.*>\\/]/.test(name);
}

function* ackFaults(config: ConsumerConfig): Iterable<Fault> {
  const { backoff = [], ack_wait = 0, max_deliver = -1, description = "" } = config;
  yield [backoff.some((ns) => ns < 0), consumerFailures.negativeBackoff];
  yield [ack_wait < 0, consumerFailures.negativeAckWait];
  const isShort = max_deliver !== -1 && backoff.length > max_deliver;
  yield [isShort, consumerFailures.backoffBeyondDeliveries];
  const isLong = Buffer.byteLength(description) > LONGEST_DESCRIPTION;
  yield [isLong, consumerFailures.descriptionTooLong];
}

function* pushFaults({ subjects }: StreamSettings, config: ConsumerConfig): Iterable<Fault> {
  const { deliver_subject: to = "", idle_heartbeat = 0, max_ack_pending = 0 } = config;
  yield [hasWildcard(to), consumerFailures.deliverToWildcards];
  yield [!isSubject(to), consumerFailures.deliverSubject];
  const isCycle = subjects?.some((subject) => covers(subject, to)) === true;
  yield [isCycle, consumerFailures.deliverCycle];
  yield [config.max_waiting !== undefined, consumerFailures.pushMaxWaiting];
  const isUnasked = max_ack_pending > 0 && config.ack_policy === "none";
  yield [isUnasked, consumerFailures.maxPendingNeedsAcks];
  const isSmall = idle_heartbeat > 0 && idle_heartbeat < LEAST_HEARTBEAT_NS;
  yield [isSmall, consumerFailures.smallHeartbeat];
}

function* pullFaults(config: ConsumerConfig): Iterable<Fault> {
  const { max_expires } = config;
  yield [config.rate_limit_bps !== undefined, consumerFailures.pullRateLimit];
  yield [config.idle_heartbeat !== undefined, consumerFailures.heartbeatNeedsPush];
  yield [config.flow_control === true, consumerFailures.flowControlNeedsPush];
  const isSmall = max_expires !== undefined && max_expires < LEAST_EXPIRES_NS;
  yield [isSmall, consumerFailures.smallMaxExpires];
}

function* limitFaults(
  { consumer_limits }: StreamSettings,
  config: ConsumerConfig,
): Iterable<Fault> {
  const { max_ack_pending = 0, inactive_threshold = 0 } = consumer_limits;
  const isOver = max_ack_pending > 0 && (config.max_ack_pending ?? 0) > max_ack_pending;
  yield [isOver, excess(consumerFailures.maxPendingExcess, `${max_ack_pending}`)];
  const isLong = inactive_threshold > 0 && (config.inactive_threshold ?? 0) > inactive_threshold;
  yield [isLong, excess(consumerFailures.inactiveExcess, goDuration(msOf(inactive_threshold)))];
}

function* filterFaults(config: ConsumerConfig): Iterable<Fault> {
  const { filter_subject, filter_subjects = [] } = config;
  const isBoth = filter_subject !== undefined && filter_subjects.length > 0;
  yield [isBoth, consumerFailures.filterAndFilters];
  yield [filter_subjects.includes(""), consumerFailures.emptyFilter];
  const subjects = filtersOf(config);
  yield [!subjects.every(isSubject), invalid("invalid subject")];
  const isTooWide = subjects.filter(hasWildcard).length > MOST_WILDCARDS;
  yield [isTooWide, invalid(`more than ${MOST_WILDCARDS} filters with wildcards`)];
  yield [overlap(subjects), consumerFailures.filtersOverlap];
}

function* lastFaults(config: ConsumerConfig): Iterable<Fault> {
  const { sample_freq = "0", durable_name, name, metadata } = config;
  const sample = sample_freq.replace(/%$/, "");
  const syntax = `strconv.Atoi: parsing ${JSON.stringify(sample)}: invalid syntax`;
  const { sampling } = consumerFailures;
  const description = `${sampling.description}: ${syntax}`;
  yield [!/^\+?\d+$/.test(sample), { ...sampling, description }];
  const isBlind = config.flow_control === true && config.idle_heartbeat === undefined;
  yield [isBlind, consumerFailures.flowControlNeedsHeartbeat];
  const isOther = durable_name !== undefined && name !== undefined && name !== durable_name;
  yield [isOther, consumerFailures.nameNotDurableName];
  yield [metadataBytes(metadata) > LARGEST_METADATA, consumerFailures.metadataTooLong];
  if (config.priority_policy === undefined) {
    yield [config.priority_groups !== undefined, consumerFailures.groupsWithoutPolicy];
    yield [config.priority_timeout !== undefined, consumerFailures.timeoutWithoutPolicy];
  }
  yield [Buffer.byteLength(durable_name ?? "") > LONGEST_NAME, consumerFailures.nameTooLong];
}

function invalid(description: string): ApiFailure {
  return { ...failures.invalidConfig, description };
}

function excess(failure: ApiFailure, limit: string): ApiFailure {
  return { ...failure, description: `${failure.description} of ${limit}` };
}
