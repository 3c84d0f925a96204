import type { KvOperation } from "@revkv/core/words";
import type {
  RecordedEntry,
  RecordedError,
  RecordedLine,
  RecordedRequest,
  RecordedResult,
} from "../../src/index.ts";

const FEATURES = {
  ttl: true,
  limitMarkers: true,
  multiFilter: true,
  snapshotRead: true,
  mirror: false,
  metadata: true,
  compression: true,
};

/** A recording written by hand, line by line. */
export class Story {
  readonly lines: RecordedLine[] = [
    { recording: 1, title: "by hand", backend: "none", features: FEATURES, validated: [] },
  ];
  #calls = 0;

  /** A call begins; what is given back ends it. */
  begins(
    client: string,
    request: RecordedRequest,
  ): (result: RecordedResult | RecordedError) => void {
    this.#calls += 1;
    const call = this.#calls;
    this.lines.push({ call, client, bucket: "b", ...request, atMs: 0 });
    return (result) => {
      const isError = typeof result === "object" && result !== null && "code" in result;
      const end = isError ? { error: result } : { result };
      this.lines.push({ return: call, ...end, atMs: 0 });
    };
  }

  /** A call that ends before anything else happens. */
  does(client: string, request: RecordedRequest, result: RecordedResult | RecordedError): this {
    this.begins(client, request)(result);
    return this;
  }
}

type Expected = number | "any" | "absent";

/** A write of a value. */
export function put(key: string, value: string, expected: Expected = "any"): RecordedRequest {
  return { ask: "write", key, operation: "PUT", value, expected };
}

/** A write of a marker. */
export function del(key: string, expected: Expected = "any"): RecordedRequest {
  return { ask: "write", key, operation: "DEL", value: "", expected };
}

/** A read of the last entry, by the leader unless said otherwise. */
export function read(key: string, consistency: "leader" | "direct" = "leader"): RecordedRequest {
  return { ask: "read", key, consistency };
}

/** An entry as a read gives it. */
export function entry(
  key: string,
  revision: number,
  value: string,
  operation: KvOperation = "PUT",
): RecordedEntry {
  return { key, revision, createdMs: 0, operation, value, length: value.length, delta: 0 };
}

/** Nobody knows whether it was stored. */
export const UNKNOWN: RecordedError = {
  code: "TIMEOUT",
  details: { outcomeUnknown: true },
  message: "no answer",
};

/** A compare-and-set that lost, or says so. */
export function mismatch(expected: number, actual?: number): RecordedError {
  const details = { key: "a", expected, ...(actual === undefined ? {} : { actual }) };
  return { code: "REVISION_MISMATCH", natsCode: 10_071, details, message: "wrong last sequence" };
}

/** A create that met a live value, or says so. */
export function taken(actual?: number): RecordedError {
  const details = { key: "a", ...(actual === undefined ? {} : { actual }) };
  return { code: "KEY_EXISTS", natsCode: 10_071, details, message: "it is taken" };
}
