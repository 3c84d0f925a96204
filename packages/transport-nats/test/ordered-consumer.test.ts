import type { Msg, NatsConnection } from "@nats-io/nats-core";
import { describe, expect, test } from "vitest";
import type { Backend } from "../src/backend.ts";
import { OrderedConsumer } from "../src/ordered-consumer.ts";

const MESSAGES = 200_000;
/** After so many entries a reader has enough for now. */
const STEP = 512;

/** A connection that delivers whatever its test hands it. */
class Line {
  /** What the server says of the consumer. */
  state = { num_pending: 0, delivered: { consumer_seq: 0, stream_seq: 0 } };
  /** So often it was asked. */
  asked = 0;
  #deliver: ((error: null, message: Msg) => void) | undefined;

  readonly backend = {
    api: {
      prefix: "$JS.API",
      call: async () => {
        this.asked += 1;
        return this.state;
      },
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

/** @param hear - Hears of each message; false asks for a pause. */
function consumerOn(line: Line, hear: (sequence: number) => boolean): OrderedConsumer {
  return new OrderedConsumer(
    line.backend,
    { bucket: "b", stream: "KV_b", subjects: ["$KV.b.>"], start: "last", metaOnly: false },
    {
      message: ({ streamSequence }) => hear(streamSequence),
      idle: () => undefined,
      broken: (reason) => expect.unreachable(reason.message),
    },
  );
}

test("a reader that pauses again and again gets all that piled up meanwhile, in order", async () => {
  const line = new Line();
  const seen: number[] = [];
  const consumer = consumerOn(line, (sequence) => seen.push(sequence) % STEP !== 0);
  await consumer.open();
  for (let sequence = 1; sequence <= MESSAGES; sequence += 1) line.deliver(sequence);
  for (let pull = 0; pull <= MESSAGES / STEP; pull += 1) consumer.resume();
  consumer.close();
  expect(seen).toEqual(Array.from({ length: MESSAGES }, (_, at) => at + 1));
});

describe("whether everything has come is", () => {
  const state = (pending: number, sent: number): Line["state"] => ({
    num_pending: pending,
    delivered: { consumer_seq: sent, stream_seq: sent },
  });

  test("waited for: what is still pending, and what was sent and is under way", async () => {
    const line = new Line();
    const consumer = consumerOn(line, () => true);
    await consumer.open();
    consumer.resume();
    line.deliver(1);
    let isDrained = false;
    line.state = state(1, 1);
    const drained = consumer.drained().then(() => (isDrained = true));
    await expect.poll(() => line.asked).toBeGreaterThan(2);
    line.state = state(0, 2);
    const { asked } = line;
    await expect.poll(() => line.asked).toBeGreaterThan(asked + 1);
    expect(isDrained).toBe(false);
    line.deliver(2);
    await drained;
    consumer.close();
  });

  test("not waited for where the reader pauses, or others never stop writing", async () => {
    const line = new Line();
    const consumer = consumerOn(line, () => false);
    await consumer.open();
    line.state = state(1, 0);
    consumer.resume();
    await consumer.drained();
    const { asked } = line;
    line.deliver(1);
    await consumer.drained();
    expect(line.asked).toBe(asked);
    consumer.close();
  });
});
