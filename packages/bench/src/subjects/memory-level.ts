import { MemoryLevel } from "memory-level";
import type { AsyncSubject } from "./subject.ts";

/** An ordered store; it keeps what it is given in the encoding that costs it least. */
export const subject: AsyncSubject<Uint8Array | undefined> = {
  about: {
    title: "memory-level",
    copies: "nothing",
    keeps: "the last value, keys in order",
    notifies: "listeners of all writes",
  },
  keys: 100_000,
  make: async () => {
    const level = new MemoryLevel<string, Uint8Array>({
      keyEncoding: "utf8",
      valueEncoding: "view",
      storeEncoding: "buffer",
    });
    await level.open();
    return {
      put: (key, value) => level.put(key, value),
      get: (key) => level.get(key),
      bytesOf: (found) => found,
      close: () => level.close(),
    };
  },
};
