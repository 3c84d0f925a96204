import { connect, type KvPut } from "@revkv/core";
import { local } from "@revkv/transport-local";
import type { AsyncSubject } from "./subject.ts";

/** The public interface on the engine in this process. */
export const subject: AsyncSubject<KvPut | null> = {
  about: {
    title: "revkv, connect(local())",
    copies: "in and out",
    keeps: "the last entry: revision, time, marker",
    notifies: "watchers by filter",
  },
  keys: 100_000,
  make: async () => {
    const manager = await connect(local());
    const bucket = await manager.create("bench", { history: 1 });
    return {
      put: (key, value) => bucket.put(key, value),
      get: (key) => bucket.get(key),
      bytesOf: (found) => found?.value,
      close: () => manager.close(),
    };
  },
};
