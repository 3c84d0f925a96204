import { failuresOf, type FullFailure } from "./api-failure.ts";

/** What servers answer about consumers: the status, the code, and the words; those of some are replaced by a closer reason. */
const TABLE = {
  create: [500, 10012, "consumer create failed"],
  nameExists: [400, 10013, "consumer name already in use"],
  notFound: [404, 10014, "consumer not found"],
  nameNotDurable: [400, 10017, "consumer name in subject does not match durable name in request"],
  durableNotSet: [400, 10018, "consumer expected to be durable but a durable name was not set"],
  ephemeralWithDurable: [
    400,
    10020,
    "consumer expected to be ephemeral but a durable name was set in request",
  ],
  tooMany: [400, 10026, "maximum consumers limit reached"],
  deliverToWildcards: [400, 10079, "consumer deliver subject has wildcards"],
  pushMaxWaiting: [400, 10080, "consumer in push mode can not set max waiting"],
  deliverCycle: [400, 10081, "consumer deliver subject forms a cycle"],
  maxPendingNeedsAcks: [400, 10082, "consumer requires ack policy for max ack pending"],
  smallHeartbeat: [400, 10083, "consumer idle heartbeat needs to be >= 100ms"],
  pullRateLimit: [400, 10086, "consumer in pull mode can not have rate limit set"],
  heartbeatNeedsPush: [400, 10088, "consumer idle heartbeat requires a push based consumer"],
  flowControlNeedsPush: [400, 10089, "consumer flow control requires a push based consumer"],
  startPolicy: [400, 10094, "consumer start policy invalid"],
  sampling: [400, 10095, "failed to parse consumer sampling configuration"],
  nameTooLong: [400, 10102, "consumer name is too long, maximum allowed is 255"],
  descriptionTooLong: [400, 10107, "consumer description is too long, maximum allowed is 4096"],
  flowControlNeedsHeartbeat: [400, 10108, "consumer with flow control also needs heartbeats"],
  deliverSubject: [400, 10112, "invalid push consumer deliver subject"],
  smallMaxExpires: [400, 10115, "consumer max request expires needs to be >= 1ms"],
  backoffBeyondDeliveries: [400, 10116, "max deliver is required to be > length of backoff values"],
  maxPendingExcess: [400, 10121, "consumer max ack pending exceeds system limit"],
  replicasBeyondStream: [400, 10126, "consumer config replica count exceeds parent stream"],
  pathInName: [400, 10127, "Consumer name can not contain path separators"],
  filterNotOfSubject: [
    400,
    10131,
    "Consumer create request did not match filtered subject from create subject",
  ],
  nameNotDurableName: [
    400,
    10132,
    "Consumer Durable and Name have to be equal if both are provided",
  ],
  metadataTooLong: [400, 10135, "consumer metadata exceeds maximum size of 128KB"],
  filterAndFilters: [
    400,
    10136,
    "consumer cannot have both FilterSubject and FilterSubjects specified",
  ],
  filtersInSubject: [
    400,
    10137,
    "consumer with multiple subject filters cannot use subject based API",
  ],
  filtersOverlap: [400, 10138, "consumer subject filters cannot overlap"],
  emptyFilter: [400, 10139, "consumer filter in FilterSubjects cannot be empty"],
  exists: [400, 10148, "consumer already exists"],
  doesNotExist: [400, 10149, "consumer does not exist"],
  inactiveExcess: [400, 10153, "consumer inactive threshold exceeds system limit"],
  ackPolicy: [400, 10181, "consumer ack policy invalid"],
  replayPolicy: [400, 10182, "consumer replay policy invalid"],
  negativeAckWait: [400, 10183, "consumer ack wait needs to be positive"],
  negativeBackoff: [400, 10184, "consumer backoff needs to be positive"],
  groupsWithoutPolicy: [400, 10196, "consumer can not have priority groups when policy is none"],
  timeoutWithoutPolicy: [400, 10197, "PinnedTTL cannot be set when PriorityPolicy is none"],
} as const;

/** A failure about a consumer by its name here. */
export type ConsumerFailureName = keyof typeof TABLE;

/** The failures that a server answers with when it is asked about consumers. */
export const consumerFailures: Readonly<Record<ConsumerFailureName, FullFailure>> =
  failuresOf(TABLE);
