import type { SyncSubject } from "./subject.ts";

interface Entry {
  readonly revision: number;
  readonly value: Uint8Array;
  readonly created: number;
  readonly op: "PUT" | "DEL";
}

const HISTORY = 1;

/** What one writes first: a Map of logs of entries, with copies in and out. */
export const subject: SyncSubject = {
  about: {
    title: "Map with a copying log",
    copies: "in and out, by slice",
    keeps: "the last entry: revision, time, marker",
    notifies: "nobody",
  },
  hasRevisions: true,
  make: () => {
    const logs = new Map<string, Entry[]>();
    let last = 0;
    const append = (key: string, value: Uint8Array, op: Entry["op"]): number => {
      last += 1;
      const entry = { revision: last, value: value.slice(), created: Date.now(), op };
      const log = logs.get(key);
      if (log === undefined) {
        logs.set(key, [entry]);
      } else {
        log.push(entry);
        if (log.length > HISTORY) log.shift();
      }
      return last;
    };
    return {
      put: (key, value) => append(key, value, "PUT"),
      get: (key) => {
        const entry = logs.get(key)?.at(-1);
        return entry?.op === "PUT" ? entry.value.slice() : undefined;
      },
      delete: (key) => void append(key, new Uint8Array(0), "DEL"),
    };
  },
};
