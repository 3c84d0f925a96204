import type { Msg, NatsConnection } from "@nats-io/nats-core";
import { expect, test } from "vitest";
import type { Backend } from "../src/backend.ts";
import { OrderedConsumer } from "../src/ordered-consumer.ts";

const MESSAGES = 200_000;
/** After so many entries a reader has enough for now. */
const STEP = 512;

/** A connection that delivers whatever its test hands it. */
class Line {
  #deliver: ((error: null, message: Msg) => void) | undefined;

  readonly backend = {
    api: {
      prefix: "$JS.API",
      call: async () => ({ num_pending: 0, delivered: { consumer_seq: 0, stream_seq: 0 } }),
    },
    connection: {
      isClosed: () => false,
      isDraining: () => false,
      publish: () => undefined,
      subscribe: (_subject: string, options: { callback: (error: null, message: Msg) => void }) => {
        this.#deliver = options.callback;
        return { isClosed: () => false, unsubscribe: () => undefined };
      },
    } as unknown as NatsConnection,
    inboxPrefix: undefined,
  } as unknown as Backend;

  deliver(sequence: number): void {
    const reply = `$JS.ACK.KV_b.c.1.${sequence}.${sequence}.1700000000000000000.0`;
    const data = new Uint8Array([sequence]);
    this.#deliver?.(null, { subject: "$KV.b.k", reply, data } as Msg);
  }
}

test("a reader that pauses again and again gets all that piled up meanwhile, in order", async () => {
  const line = new Line();
  const seen: number[] = [];
  const consumer = new OrderedConsumer(
    line.backend,
    { bucket: "b", stream: "KV_b", subjects: ["$KV.b.>"], start: "last", metaOnly: false },
    {
      message: ({ streamSequence }) => seen.push(streamSequence) % STEP !== 0,
      idle: () => undefined,
      broken: (reason) => expect.unreachable(reason.message),
    },
  );
  await consumer.open();
  for (let sequence = 1; sequence <= MESSAGES; sequence += 1) line.deliver(sequence);
  for (let pull = 0; pull <= MESSAGES / STEP; pull += 1) consumer.resume();
  consumer.close();
  expect(seen).toEqual(Array.from({ length: MESSAGES }, (_, at) => at + 1));
});
