import type { SyncSubject } from "./subject.ts";

/** The limit of what a table in this language can do. */
export const subject: SyncSubject = {
  about: { title: "bare Map", copies: "nothing", keeps: "the last value", notifies: "nobody" },
  hasRevisions: false,
  make: () => {
    const map = new Map<string, Uint8Array>();
    return {
      put: (key, value) => map.set(key, value).size,
      get: (key) => map.get(key),
      delete: (key) => void map.delete(key),
    };
  },
};
