import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ackSubject, parseDelivery } from "../../src/mapping.ts";

const count = fc.integer({ min: 0, max: 2 ** 40 });

test("what is written of a delivery is read again", () => {
  const delivery = fc.record({
    streamSequence: count,
    consumerSequence: count,
    createdMs: count,
    pending: count,
  });
  fc.assert(
    fc.property(delivery, (written) => {
      expect(parseDelivery(ackSubject("KV_b", "c", written))).toEqual(written);
    }),
  );
});

test("names the stream, the consumer and the one delivery, and the time in nanoseconds", () => {
  const delivery = {
    streamSequence: 4,
    consumerSequence: 2,
    createdMs: 1_767_225_600_600.9,
    pending: 3,
  };
  expect(ackSubject("KV_b", "c", delivery)).toBe("$JS.ACK.KV_b.c.1.4.2.1767225600600000000.3");
});
