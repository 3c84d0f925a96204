import { Engine } from "@revkv/core/engine";
import type { SyncSubject } from "./subject.ts";

/** The engine by itself, without promises. */
export const subject: SyncSubject = {
  about: {
    title: "revkv engine",
    copies: "in and out",
    keeps: "the last entry: revision, time, marker",
    notifies: "watchers by filter",
  },
  hasRevisions: true,
  make: () => {
    const bucket = new Engine().create("bench", { history: 1 });
    return {
      put: (key, value) => bucket.put(key, value),
      get: (key) => bucket.get(key)?.value,
      delete: (key) => void bucket.delete(key),
    };
  },
};
