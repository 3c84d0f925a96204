import type { RawEntry, Sink, SubscribeRequest } from "@revkv/core";
import type { Msg } from "@nats-io/nats-core";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { ApiCall } from "../../src/api.ts";
import type { Backend } from "../../src/backend.ts";
import { Feed } from "../../src/feed.ts";
import { toStreamConfig } from "../../src/mapping.ts";

type Callback = (error: null, message: Msg) => void;

/** A copy that has nothing yet, of a bucket whose leader has come to a revision. */
class LaggingCopy {
  readonly #lastRevision: number;
  #deliver: Callback | undefined;
  #delivered = 0;

  constructor(lastRevision: number) {
    this.#lastRevision = lastRevision;
  }

  get backend(): Backend {
    const connection = {
      subscribe: (_inbox: string, { callback }: { readonly callback: Callback }) => {
        this.#deliver = callback;
        return { isClosed: () => true };
      },
      isClosed: () => true,
    };
    const answer = async (call: ApiCall): Promise<object> => this.#answer(call);
    const api = { prefix: "$JS.API", call: answer, tryCall: answer };
    return { connection, api, hasExactFilters: true, hasExactCounts: true } as unknown as Backend;
  }

  /** The copy takes in an entry, and delivers it. */
  copies(revision: number, key: string): void {
    this.#delivered += 1;
    const reply = `$JS.ACK.KV_b.c.1.${revision}.${this.#delivered}.0.0`;
    this.#deliver?.(null, { subject: `$KV.b.${key}`, reply, data: new Uint8Array(1) } as Msg);
  }

  #answer({ subject }: ApiCall): object {
    const last_seq = this.#lastRevision;
    if (subject.startsWith("STREAM.MSG.GET")) return { message: { seq: last_seq } };
    if (subject.startsWith("CONSUMER.")) {
      return { num_pending: 0, delivered: { consumer_seq: this.#delivered, stream_seq: 0 } };
    }
    const config = toStreamConfig("b", { replicas: 3 });
    return { config, created: "2026-01-01T00:00:00Z", state: { last_seq } };
  }
}

/** What a feed of the copy tells, in short; the list grows while it goes on. */
async function follow(copy: LaggingCopy, start: "last" | "new"): Promise<readonly string[]> {
  const told: string[] = [];
  const sink: Sink = {
    entry: ({ key, revision, delta }: RawEntry) => told.push(`${revision} ${key} ${delta}`) > 0,
    caughtUp: () => told.push("initialized"),
    closed: () => told.push("closed"),
  };
  const request: SubscribeRequest = { filters: [">"], start, metaOnly: false, live: true };
  const parts = { backend: copy.backend, bucket: "b", request, sink, ended: () => {} };
  const feed = new Feed(parts);
  onTestFinished(() => feed.stop());
  await feed.open();
  return told;
}

describe("a watch by way of a copy that lags behind", () => {
  test("has last entries as the leader has them, none that was replaced already", async () => {
    const copy = new LaggingCopy(4);
    const told = await follow(copy, "last");
    copy.copies(1, "a");
    copy.copies(2, "b");
    copy.copies(3, "a");
    expect(told).toEqual([]);
    copy.copies(4, "c");
    const initial = ["2 b 2", "3 a 1", "4 c 0", "initialized"];
    await vi.waitFor(() => expect(told).toEqual(initial));
    copy.copies(5, "a");
    expect(told).toEqual([...initial, "5 a 0"]);
  });

  test("of updates leaves out what was acknowledged before it began", async () => {
    const copy = new LaggingCopy(2);
    const told = await follow(copy, "new");
    expect(told).toEqual(["initialized"]);
    for (const revision of [1, 2, 3]) copy.copies(revision, "a");
    expect(told).toEqual(["initialized", "3 a 0"]);
  });
});
