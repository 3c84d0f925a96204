import type { KvOperation, MarkerReason } from "./write.ts";

/** What the headers of a stored message say of its key. */
export interface StoredOperation {
  readonly operation: KvOperation;
  readonly reason: MarkerReason;
}

const PUT: StoredOperation = { operation: "PUT", reason: undefined };
const DEL: StoredOperation = { operation: "DEL", reason: undefined };
const PURGE: StoredOperation = { operation: "PURGE", reason: undefined };
const REASONS: Readonly<Record<string, StoredOperation>> = {
  MaxAge: { operation: "PURGE", reason: "MaxAge" },
  Purge: { operation: "PURGE", reason: "Purge" },
  Remove: { operation: "DEL", reason: "Remove" },
};

/**
 * The operation of a stored message (R3.5): a marker of a client, a marker of the server, otherwise a value.
 *
 * @param get - Gives the value of a header, empty when there is none.
 */
export function operationOf(get: (name: string) => string): StoredOperation {
  const operation = get("KV-Operation");
  if (operation === "DEL") return DEL;
  if (operation === "PURGE") return PURGE;
  // Any other word of a client's is a value, as for the official clients.
  if (operation !== "") return PUT;
  const reason = get("Nats-Marker-Reason");
  return Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? PUT) : PUT;
}
