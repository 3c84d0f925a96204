import { failures, type ApiFailure } from "@revkv/transport-nats/mapping";
import { JsonFault } from "./json-fault.ts";
import { JsonScanner } from "./json-scanner.ts";
import { Refusal } from "./refusal.ts";
import type { Shape } from "./shapes.ts";

/**
 * What a request's body says. Several JSON values after each other are one request, the later ones on top;
 * none says nothing.
 *
 * @throws `invalid JSON` with the detail of a server, for fields that nobody knows too.
 */
export function parseRequest<T extends object>(payload: Uint8Array, shape: Shape<T>): T {
  try {
    const scanner = new JsonScanner(payload);
    let request = shape.zero;
    for (let node = scanner.next(); node !== undefined; node = scanner.next()) {
      if (node.kind === "null") continue;
      const part = shape.read(node, { scanner, path: [], isLenient: false });
      request = { ...request, ...part };
    }
    return request;
  } catch (error) {
    if (error instanceof JsonFault) throw new Refusal(invalidJson(error.message));
    throw error;
  }
}

/** The same for a body that may be anything but an object or a list, and then says nothing. */
export function parseOptionalRequest<T extends object>(payload: Uint8Array, shape: Shape<T>): T {
  return startsObject(payload) ? parseRequest(payload, shape) : shape.zero;
}

/**
 * What the body of a direct get says: one JSON value, fields that nobody knows left alone.
 *
 * @returns Undefined for a body that cannot be read.
 */
export function parseLeniently<T extends object>(
  payload: Uint8Array,
  shape: Shape<T>,
): T | undefined {
  try {
    const scanner = new JsonScanner(payload);
    const node = scanner.next();
    if (node === undefined || scanner.next() !== undefined) return undefined;
    return node.kind === "null"
      ? shape.zero
      : shape.read(node, { scanner, path: [], isLenient: true });
  } catch (error) {
    if (error instanceof JsonFault) return undefined;
    throw error;
  }
}

/** Whether a body says nothing: no bytes, or an object without fields. */
export function isEmptyRequest(payload: Uint8Array): boolean {
  if (payload.length === 0) return true;
  try {
    const scanner = new JsonScanner(payload);
    const node = scanner.next();
    return node?.kind === "object" && node.items.length === 0 && scanner.next() === undefined;
  } catch (error) {
    if (error instanceof JsonFault) return false;
    throw error;
  }
}

/** The failure of a request that cannot be read. */
function invalidJson(detail: string): ApiFailure {
  return { ...failures.invalidJson, description: `${failures.invalidJson.description}: ${detail}` };
}

function startsObject(payload: Uint8Array): boolean {
  const first = payload.find((byte) => !" \t\r\n".includes(String.fromCharCode(byte)));
  return first === 0x7b || first === 0x5b;
}
