import { isKvError, type KvError, type KvErrorCode } from "@revkv/core/words";
import type { ApiFailure } from "./api-error.ts";

/** A failure with everything that its answer says. */
export interface FullFailure extends ApiFailure {
  readonly code: number;
  readonly err_code: number;
  readonly description: string;
}

/** A line of a table of failures. */
type FailureRow = readonly [code: number, errCode: number, description: string];

/** The failures of a table, by their names in it. */
export function failuresOf<Name extends string>(
  table: Readonly<Record<Name, FailureRow>>,
): Readonly<Record<Name, FullFailure>> {
  const failures = Object.entries<FailureRow>(table).map(
    ([name, [code, errCode, description]]): [string, FullFailure] => [
      name,
      Object.freeze({ code, err_code: errCode, description }),
    ],
  );
  return Object.freeze(Object.fromEntries(failures) as Record<Name, FullFailure>);
}

/** What servers answer: the status, the code, and the words; those of some are replaced by a closer reason. */
const TABLE = {
  badRequest: [400, 10003, "bad request"],
  noCluster: [503, 10010, "JetStream clustering support required"],
  invalidJson: [400, 10025, "invalid JSON"],
  mirrorMessageSize: [400, 10030, "stream mirror must have max message size >= source"],
  mirrorWithSources: [400, 10031, "stream mirrors can not also contain other sources"],
  mirrorWithSubjects: [400, 10034, "stream mirrors can not contain subjects"],
  noMessage: [404, 10037, "no message found"],
  notEmpty: [400, 10038, "expected an empty request payload"],
  noSequence: [400, 10043, "sequence not found"],
  sourceMessageSize: [400, 10046, "stream source must have max message size >= target"],
  general: [500, 10051, "general error"],
  invalidConfig: [500, 10052, "stream configuration invalid"],
  tooLarge: [400, 10054, "message size exceeds maximum allowed"],
  mirrorNotUpdatable: [400, 10055, "stream mirror configuration can not be updated"],
  nameMismatch: [400, 10056, "stream name in subject does not match request"],
  deleteFailed: [500, 10057, "message delete not permitted"],
  streamExists: [400, 10058, "stream name already in use with a different configuration"],
  noStream: [404, 10059, "stream not found"],
  otherStream: [400, 10060, "expected stream does not match"],
  subjectOverlap: [400, 10065, "subjects overlap with an existing stream"],
  wrongLastId: [400, 10070, "wrong last msg ID"],
  wrongLast: [400, 10071, "wrong last sequence"],
  replicas: [500, 10074, "replicas > 1 not supported in non-clustered mode"],
  full: [503, 10077, "maximum bytes exceeded"],
  headersTooLarge: [400, 10097, "header size exceeds maximum allowed of 64k"],
  purgeDenied: [500, 10110, "stream purge not permitted"],
  rollup: [500, 10111, "rollup not permitted"],
  pathSeparators: [400, 10128, "Stream name can not contain path separators"],
  negativeReplicas: [400, 10133, "replicas count cannot be negative"],
  duplicateSource: [400, 10140, "duplicate source configuration detected"],
  sourceName: [400, 10141, "sourced stream name is invalid"],
  mirrorName: [400, 10142, "mirrored stream name is invalid"],
  mirrorWithFirst: [400, 10143, "stream mirrors can not have first sequence configured"],
  sourceFilters: [
    400,
    10144,
    "source with multiple subject transforms cannot also have a single subject filter",
  ],
  sourceFilter: [400, 10145, "source transform source"],
  sourceTransform: [400, 10146, "source transform"],
  sourceOverlap: [400, 10147, "source filters can not overlap"],
  mirrorFilters: [
    400,
    10150,
    "mirror with multiple subject transforms cannot also have a single subject filter",
  ],
  mirrorFilter: [400, 10151, "mirror transform source"],
  mirrorOverlap: [400, 10152, "mirror subject filters can not overlap"],
  mirrorTransform: [400, 10154, "mirror transform"],
  pedantic: [400, 10157, "pedantic mode"],
  wrongLastPending: [400, 10164, "wrong last sequence"],
  invalidTtl: [400, 10165, "invalid per-message TTL"],
  ttlDisabled: [400, 10166, "per-message TTL is disabled"],
  countersDisabled: [400, 10168, "message counters is disabled"],
  counterInvalid: [400, 10171, "message counter increment is invalid"],
  mirrorWithCounters: [400, 10173, "stream mirrors can not also calculate counters"],
  batchDisabled: [400, 10174, "atomic publish is disabled"],
  batchNoSequence: [400, 10175, "atomic publish sequence is missing"],
  batchIncomplete: [400, 10176, "atomic publish batch is incomplete"],
  batchHeader: [400, 10177, "atomic publish unsupported header used"],
  apiLevel: [412, 10185, "JetStream minimum api level required"],
  mirrorWithSchedules: [400, 10186, "stream mirrors can not also schedule messages"],
  sourceWithSchedules: [400, 10187, "stream source can not also schedule messages"],
  schedulesDisabled: [400, 10188, "message schedules is disabled"],
  noSubjectSequence: [400, 10193, "missing sequence for expected last sequence per subject"],
  mirrorWithBatches: [400, 10198, "stream mirrors can not also use atomic publishing"],
  batchId: [400, 10179, "atomic publish batch ID is invalid"],
  batchesInFlight: [429, 10210, "atomic publish too many inflight"],
  batchTooLarge: [400, 10199, "atomic publish batch is too large"],
  batchCommit: [400, 10200, "atomic publish batch commit is invalid"],
  batchDuplicate: [400, 10201, "atomic publish batch contains duplicate message id"],
  mirrorWithFastBatches: [400, 10209, "stream mirrors can not also use batch publishing"],
  mirrorConsumer: [400, 10213, "stream mirror consumer config is invalid"],
  sourceConsumer: [400, 10215, "stream source consumer config is invalid"],
  sourceHeader: [400, 10227, "message stream source header is not allowed"],
} as const;

/** A failure by its name here. */
export type FailureName = keyof typeof TABLE;

/** The failures that a server of buckets answers with. */
export const failures: Readonly<Record<FailureName, FullFailure>> = failuresOf(TABLE);

const BY_CODE: ReadonlyMap<number, FullFailure> = new Map(
  Object.values(failures).map((failure) => [failure.err_code, failure]),
);

/** What an error of the engine is to whoever asked, where its own code does not tell. */
const BY_KV_CODE: Readonly<Partial<Record<KvErrorCode, FailureName>>> = {
  BUCKET_NOT_FOUND: "noStream",
  BUCKET_EXISTS: "streamExists",
  VALUE_TOO_LARGE: "tooLarge",
  BUCKET_FULL: "full",
  TTL_NOT_ENABLED: "ttlDisabled",
  INVALID_TTL: "invalidTtl",
};

/**
 * The failure that an error of the engine is on the wire: the way back of `errorOf`.
 *
 * @example
 * const lost = { key: "a", expected: 1, actual: 3, natsCode: 10071 };
 * const error = KvError.of("REVISION_MISMATCH", "the key is at 3", lost);
 * console.log(failureOf(error).description); // wrong last sequence: 3
 */
export function failureOf(error: KvError): FullFailure {
  const named = BY_KV_CODE[error.code];
  if (named !== undefined) return failures[named];
  if (isKvError(error, "REVISION_MISMATCH") || isKvError(error, "KEY_EXISTS")) {
    if (error.actual === undefined) return failures.wrongLastPending;
    const description = `${failures.wrongLast.description}: ${error.actual}`;
    return { ...failures.wrongLast, description };
  }
  const isConfig = error.code === "INVALID_CONFIG" || error.code === "INVALID_BUCKET";
  const known = isConfig ? failures.invalidConfig : BY_CODE.get(error.natsCode ?? 0);
  return { ...(known ?? failures.general), description: error.message };
}
