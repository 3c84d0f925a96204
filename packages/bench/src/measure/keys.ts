const DIGITS = 7;

/** A key of the usual shape, as an object of its own. */
export function keyOf(at: number, last = "items"): string {
  return flat(`orders.${String(at).padStart(DIGITS, "0")}.${last}`);
}

/** The keys of some places, in their order; no string of one call is the same object as one of another. */
export function keysOf(order: Uint32Array, last?: string): string[] {
  return Array.from(order, (at) => keyOf(at, last));
}

/** A string that is stored in one piece: what is put together is a tree, which its first reader would pay for. */
export function flat(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}
