/**
 * Stops when `condition` is false: a bug in revkv, never a mistake of the caller.
 *
 * @param claim - What should have held, as a positive sentence.
 */
export function invariant(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new Error(`revkv is broken: "${claim}" does not hold`);
}
