import type { Delivery } from "./delivery.ts";

/**
 * The reply subject of a delivered message, as {@link parseDelivery} reads it. A consumer without acks
 * delivers each message once.
 *
 * @example
 * const delivery = { streamSequence: 42, consumerSequence: 7, createdMs: 1_700_000_000_000, pending: 3 };
 * console.log(ackSubject("KV_b", "c", delivery)); // $JS.ACK.KV_b.c.1.42.7.1700000000000000000.3
 */
export function ackSubject(stream: string, consumer: string, delivery: Delivery): string {
  const { streamSequence, consumerSequence, createdMs, pending } = delivery;
  const createdNs = `${Math.trunc(createdMs)}000000`;
  return `$JS.ACK.${stream}.${consumer}.1.${streamSequence}.${consumerSequence}.${createdNs}.${pending}`;
}
