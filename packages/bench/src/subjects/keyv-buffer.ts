import { Keyv } from "keyv";
import type { AsyncSubject } from "./subject.ts";

/** As it comes, with the kind of bytes that its serializer keeps as bytes. */
export const subject: AsyncSubject<Buffer | undefined> = {
  about: {
    title: "keyv, Buffer",
    copies: "in and out, as JSON text",
    keeps: "the last value",
    notifies: "hooks",
  },
  keys: 100_000,
  make: async () => {
    const keyv = new Keyv<Buffer>({ useKeyPrefix: false });
    return {
      // A view, so that making the Buffer is not a copy of ours.
      put: (key, { buffer, byteOffset, length }) =>
        keyv.set(key, Buffer.from(buffer, byteOffset, length)),
      get: (key) => keyv.get(key),
      bytesOf: (found) => found,
      close: () => keyv.disconnect(),
    };
  },
};
