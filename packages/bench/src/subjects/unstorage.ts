import { createStorage } from "unstorage";
import type { AsyncSubject } from "./subject.ts";

/** The raw operations of its memory driver, which keep bytes as they come. */
export const subject: AsyncSubject<Uint8Array | null> = {
  about: {
    title: "unstorage, memory",
    copies: "nothing",
    keeps: "the last value",
    notifies: "watchers of everything",
  },
  keys: 100_000,
  make: async () => {
    const storage = createStorage();
    return {
      put: (key, value) => storage.setItemRaw(key, value),
      get: (key) => storage.getItemRaw<Uint8Array>(key),
      bytesOf: (found) => found ?? undefined,
      close: () => storage.dispose(),
    };
  },
};
