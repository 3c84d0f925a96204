import { JsonFault } from "../api/json-fault.ts";
import { JsonScanner } from "../api/json-scanner.ts";
import { duration, fieldsOf, flag, int, int64, text, type Shape } from "../api/shapes.ts";
import { msOf } from "./alarm.ts";

/** What a client asks of a consumer that does not push. */
export interface PullRequest {
  /** How many messages; a server gives one for less than one. */
  readonly batch: number;
  /** For how long; 0: until they are there. */
  readonly expiresMs: number;
  /** Most bytes; 0: no limit. */
  readonly maxBytes: number;
  /** Whether to end as soon as there are no more messages. */
  readonly isNoWait: boolean;
  readonly heartbeatMs: number;
}

interface GivenRequest {
  readonly expires?: number;
  readonly batch?: number;
  readonly max_bytes?: number;
  readonly no_wait?: boolean;
  readonly idle_heartbeat?: number;
  readonly group?: string;
  readonly min_pending?: number;
  readonly min_ack_pending?: number;
  readonly id?: string;
  readonly priority?: number;
}

// Servers name no type in what they say of it.
const givenRequest: Shape<GivenRequest> = fieldsOf<GivenRequest>("", {
  expires: duration,
  batch: int,
  max_bytes: int,
  no_wait: flag,
  idle_heartbeat: duration,
  group: text,
  min_pending: int64,
  min_ack_pending: int64,
  id: text,
  priority: int,
});

const MOST_PRIORITY = 9;
const SIMPLE: PullRequest = {
  batch: 1,
  expiresMs: 0,
  maxBytes: 0,
  isNoWait: false,
  heartbeatMs: 0,
};

/**
 * Reads a request: nothing for one message, a number for so many, or an object. Anything else is one message.
 *
 * @returns Why a server refuses it, as text.
 */
export function parsePull(payload: Uint8Array): PullRequest | string {
  const body = Buffer.from(payload).toString("latin1").trim();
  if (body.startsWith("{")) return parseObject(payload);
  return /^[-+]?\d{1,15}$/.test(body) ? { ...SIMPLE, batch: Number(body) } : SIMPLE;
}

function parseObject(payload: Uint8Array): PullRequest | string {
  const given = read(payload);
  if (typeof given === "string") return given;
  const { expires = 0, idle_heartbeat: heartbeat = 0, priority = 0 } = given;
  if (heartbeat > 0 && heartbeat * 2 > expires) return "heartbeat value too large";
  if ((given.min_pending ?? 0) !== 0 || (given.min_ack_pending ?? 0) !== 0)
    return "Not a Overflow Priority consumer";
  if ((given.id ?? "") !== "") return "Not a Pinned Client Priority consumer";
  if (priority < 0 || priority > MOST_PRIORITY) return "Priority must be between 0 and 9";
  return {
    batch: given.batch ?? 0,
    expiresMs: msOf(expires),
    maxBytes: given.max_bytes ?? 0,
    isNoWait: given.no_wait ?? false,
    heartbeatMs: Math.max(0, msOf(heartbeat)),
  };
}

function read(payload: Uint8Array): GivenRequest | string {
  const scanner = new JsonScanner(payload);
  try {
    const node = scanner.next();
    if (node === undefined) return {};
    const given = givenRequest.read(node, { scanner, path: [], isLenient: true });
    return restFault(scanner) ?? given;
  } catch (error) {
    return faultOf(error).replace(/^unexpected EOF$/, "unexpected end of JSON input");
  }
}

/** Nothing may follow. */
function restFault(scanner: JsonScanner): string | undefined {
  try {
    const rest = scanner.next();
    if (rest === undefined) return undefined;
    return `invalid character '${scanner.source(rest).slice(0, 1)}' after top-level value`;
  } catch (error) {
    return faultOf(error).replace("looking for beginning of value", "after top-level value");
  }
}

/** What is said of a request that cannot be read; here without the place. */
function faultOf(error: unknown): string {
  if (error instanceof JsonFault) return error.message.replace(/ at offset \d+$/, "");
  throw error;
}
