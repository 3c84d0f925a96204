import { LRUCache } from "lru-cache";
import type { SyncSubject } from "./subject.ts";

/** With room for everything: nothing is evicted. */
export const subject: SyncSubject = {
  about: {
    title: "lru-cache",
    copies: "nothing",
    keeps: "the last value, order of use",
    notifies: "nobody",
  },
  hasRevisions: false,
  make: (keys) => {
    const cache = new LRUCache<string, Uint8Array>({ max: keys });
    return {
      put: (key, value) => cache.set(key, value).size,
      get: (key) => cache.get(key),
      delete: (key) => void cache.delete(key),
    };
  },
};
