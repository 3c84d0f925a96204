import { setImmediate as turn } from "node:timers/promises";

const COLLECTIONS = 4;

/** Bytes that are still held after collection, on the heap and outside of it. */
export async function retainedBytes(): Promise<number> {
  for (let time = 0; time < COLLECTIONS; time += 1) {
    globalThis.gc?.();
    // Buffers are given back between the turns of the loop.
    await turn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
