import { Keyv } from "keyv";
import type { AsyncSubject } from "./subject.ts";

/** Its fastest form: values by reference. */
export const subject: AsyncSubject<Uint8Array | undefined> = {
  about: {
    title: "keyv, no serializer",
    copies: "nothing",
    keeps: "the last value",
    notifies: "hooks",
  },
  keys: 100_000,
  make: async () => {
    const keyv = new Keyv<Uint8Array>({ useKeyPrefix: false });
    keyv.serialize = undefined;
    keyv.deserialize = undefined;
    return {
      put: (key, value) => keyv.set(key, value),
      get: (key) => keyv.get(key),
      bytesOf: (found) => found,
      close: () => keyv.disconnect(),
    };
  },
};
