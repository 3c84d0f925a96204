/** What each code tells besides its message: fields to act on. */
export interface KvErrorDetails {
  /** The bucket's name breaks the grammar (R1.1). */
  INVALID_BUCKET: unknown;
  /** The key breaks the grammar (R1.2). */
  INVALID_KEY: unknown;
  /** The filter breaks the grammar (R1.3). */
  INVALID_FILTER: unknown;
  /** A setting of a bucket is out of its range, or an update that the server would refuse (R3.3, R15). */
  INVALID_CONFIG: unknown;
  /** A per-entry time to live is out of its range or of no use here (R11). */
  INVALID_TTL: unknown;
  /** A wrong, clashing or unknown argument or option. */
  INVALID_ARGUMENT: unknown;
  /** A value that does not encode (`revision` undefined) or does not decode. */
  INVALID_VALUE: { readonly key: string; readonly revision: number | undefined };
  /** There is no such bucket. */
  BUCKET_NOT_FOUND: unknown;
  /** The bucket was deleted while a watcher or a read was under way. */
  BUCKET_DELETED: unknown;
  /** The bucket is a mirror, and the bucket that it copies takes no writes from here. */
  READ_ONLY: unknown;
  /** The server's permissions forbid it. */
  PERMISSION_DENIED: unknown;
  /** The backend cannot do this; see `TransportFeatures`. */
  FEATURE_UNSUPPORTED: unknown;
  /** The bucket exists with another config; `differences` says in words what differs. */
  BUCKET_EXISTS: { readonly differences: readonly string[] };
  /** The key has a live value, at revision `actual`. */
  KEY_EXISTS: { readonly key: string; readonly actual: number | undefined };
  /** A compare-and-set lost: the key's last entry is at `actual`, 0 if nothing is stored. */
  REVISION_MISMATCH: {
    readonly key: string;
    readonly expected: number;
    readonly actual: number | undefined;
  };
  /** Value and protocol headers together are larger than the limit, both in bytes. */
  VALUE_TOO_LARGE: { readonly size: number; readonly limit: number | undefined };
  /** The bucket has no room under `maxBytes`. */
  BUCKET_FULL: unknown;
  /** A per-entry time to live needs `limitMarkerTtlMs` on the bucket. */
  TTL_NOT_ENABLED: unknown;
  /** A finite read was cut short. */
  INCOMPLETE_READ: unknown;
  /** Nobody answers for a bucket that exists (a cluster choosing a leader): surely not stored, safe to try again. */
  UNAVAILABLE: unknown;
  /** More live entries were waiting than the watcher's buffer holds; the last one kept is `lastRevision`. */
  BUFFER_OVERFLOW: { readonly lastRevision: number };
  /** No answer in time. */
  TIMEOUT: { readonly outcomeUnknown: boolean };
  /** The connection went away before the answer. */
  DISCONNECTED: { readonly outcomeUnknown: boolean };
  /** The manager, the engine or the watch is over. */
  CLOSED: { readonly outcomeUnknown: boolean };
  /** An answer of the backend that revkv does not know; `natsCode` and `cause` tell. */
  BACKEND: unknown;
}

/** The stable name of a failure: branch on it, never on a message. */
export type KvErrorCode = keyof KvErrorDetails;

/** An error together with the fields of its code. */
export type KvErrorOf<C extends KvErrorCode> = KvError<C> & KvErrorDetails[C];

interface Origin {
  readonly natsCode?: number | undefined;
  readonly cause?: unknown;
}
type OriginOf<C extends KvErrorCode> = unknown extends KvErrorDetails[C]
  ? [origin?: Origin]
  : [origin: Origin & KvErrorDetails[C]];

/** In the global registry, so that two copies of the package know each other's errors. */
const BRAND: symbol = Symbol.for("revkv.KvError");

/** An expected failure. `code` never changes its meaning; the message is for people. */
export class KvError<C extends KvErrorCode = KvErrorCode> extends Error {
  override readonly name: "KvError" = "KvError";
  /** The stable name of the failure. */
  readonly code: C;
  /** The NATS API error code; the local store fills it in where the server would. */
  readonly natsCode: number | undefined;

  private constructor(code: C, message: string, origin: Origin = {}) {
    const { natsCode, cause, ...details } = origin;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.natsCode = natsCode;
    Object.assign(this, details);
  }

  /**
   * Makes the error of a code with the fields that the code demands. For authors of transports.
   *
   * @example
   * const error = KvError.of("KEY_EXISTS", "the key is taken", { key: "a", actual: 3 });
   */
  static of<C extends KvErrorCode>(code: C, message: string, ...origin: OriginOf<C>): KvErrorOf<C> {
    return new KvError(code, message, origin[0]) as KvErrorOf<C>;
  }
}

Object.defineProperty(KvError.prototype, BRAND, { value: true });

/**
 * Tells revkv's errors from others, by brand and not by `instanceof`, so that it works across copies
 * of the package; with a code, the code's own fields become readable.
 *
 * @example
 * if (isKvError(error, "REVISION_MISMATCH")) console.log(error.actual);
 */
export function isKvError(error: unknown): error is KvError;
export function isKvError<C extends KvErrorCode>(error: unknown, code: C): error is KvErrorOf<C>;
export function isKvError(error: unknown, code?: KvErrorCode): boolean {
  if (typeof error !== "object" || error === null || !(BRAND in error)) return false;
  return code === undefined || (error as KvError).code === code;
}
