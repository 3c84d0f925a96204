import { KvError, type KvErrorCode, type Write } from "@revkv/core/words";

/** The error object in an answer of the JetStream API. */
export interface ApiFailure {
  readonly code?: number | undefined;
  readonly err_code?: number | undefined;
  readonly description?: string | undefined;
}

/** What a failure is about, for the fields of its code. */
export interface FailureContext {
  readonly bucket: string;
  /** The write that was refused. */
  readonly write?: Write | undefined;
  /** Bytes of the write with its headers, and the most that are allowed. */
  readonly size?: number | undefined;
  readonly limit?: number | undefined;
}

/** A lost compare-and-set; 10164 where another write of the key was under way. */
const CONFLICTS: ReadonlySet<number> = new Set([10071, 10164]);

/** Codes of the JetStream API and what they are here; the compare-and-set is above, all others are `BACKEND`. */
const TABLE: ReadonlyMap<number, KvErrorCode> = new Map([
  [10059, "BUCKET_NOT_FOUND"],
  [10058, "BUCKET_EXISTS"],
  [10054, "VALUE_TOO_LARGE"],
  [10077, "BUCKET_FULL"],
  [10166, "TTL_NOT_ENABLED"],
  [10165, "INVALID_TTL"],
  [10052, "INVALID_CONFIG"],
  [10034, "INVALID_CONFIG"],
  [10074, "FEATURE_UNSUPPORTED"],
  [10076, "FEATURE_UNSUPPORTED"],
  [10039, "FEATURE_UNSUPPORTED"],
  [10005, "FEATURE_UNSUPPORTED"],
  [10003, "BACKEND"],
  [10008, "UNAVAILABLE"],
  [10009, "UNAVAILABLE"],
  [10118, "UNAVAILABLE"],
]);

/** Whether a failure is a lost compare-and-set. */
export function isConflict(failure: ApiFailure): boolean {
  return CONFLICTS.has(failure.err_code ?? 0);
}

/** The revision that a lost compare-and-set met; undefined where the server does not say. */
export function conflictRevision(failure: ApiFailure): number | undefined {
  const digits = /wrong last sequence: (\d+)/.exec(failure.description ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The error that a failure of the API is. */
export function errorOf(failure: ApiFailure, context: FailureContext): KvError {
  const { err_code: natsCode, description = "no description" } = failure;
  const { bucket, write, size = 0, limit } = context;
  const where = write === undefined ? `bucket ${bucket}` : `${write.operation} of ${write.key}`;
  const message = `${where}: the server says: ${description}`;
  if (isConflict(failure) && write !== undefined) return conflictError(failure, write, message);
  const code = TABLE.get(natsCode ?? 0) ?? "BACKEND";
  if (code === "VALUE_TOO_LARGE") return KvError.of(code, message, { size, limit, natsCode });
  if (code === "BUCKET_EXISTS") return KvError.of(code, message, { differences: [], natsCode });
  return KvError.of(code as "BACKEND", message, { natsCode, cause: failure });
}

function conflictError(failure: ApiFailure, write: Write, message: string): KvError {
  const { key, expected } = write;
  const actual = conflictRevision(failure);
  const natsCode = failure.err_code;
  if (expected === "absent") return KvError.of("KEY_EXISTS", message, { key, actual, natsCode });
  const demanded = expected === "any" ? 0 : expected;
  return KvError.of("REVISION_MISMATCH", message, { key, expected: demanded, actual, natsCode });
}
