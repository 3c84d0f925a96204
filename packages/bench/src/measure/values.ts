import { demand } from "./demand.ts";

/** Bytes of every value, unless a row says otherwise. */
export const VALUE_BYTES = 128;
const KINDS = 256;

/** Values that can be told apart by their first byte and by their last. */
export function valuesOf(): readonly Uint8Array[] {
  return Array.from({ length: KINDS }, (_, kind) => new Uint8Array(VALUE_BYTES).fill(kind));
}

/** The value that a key gets; another one in every lap. */
export function valueFor(values: readonly Uint8Array[], at: number, lap = 0): Uint8Array {
  return values[(at + lap) % KINDS] ?? new Uint8Array(0);
}

/** Reads the first byte and the last of what a store gave, and demands that they are right. */
export function checkValue(found: Uint8Array | undefined, at: number, lap = 0): void {
  const kind = (at + lap) % KINDS;
  const isRight =
    found?.length === VALUE_BYTES && found[0] === kind && found[VALUE_BYTES - 1] === kind;
  demand(isRight, "a key has another value");
}
