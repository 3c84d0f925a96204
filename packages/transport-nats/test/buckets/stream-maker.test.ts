import { describe, expect, test } from "vitest";
import type { ApiCall } from "../../src/api.ts";
import type { StreamInfo } from "../../src/bucket-info.ts";
import { DeletedBuckets } from "../../src/deleted-buckets.ts";
import { toStreamConfig } from "../../src/mapping.ts";
import { makeStream } from "../../src/stream-maker.ts";

const config = toStreamConfig("b", {});
const BEFORE = "2026-01-01T00:00:00.5Z";
const AFTER = "2026-01-01T00:00:00.51Z";

function stream(created: string, last_seq: number, last_ts: string): StreamInfo {
  return { config, created, state: { messages: last_seq, bytes: 0, last_seq, last_ts } };
}

/** A server that gives these answers to CREATE, one after the other, and notes what it was asked. */
function serverOf(...answers: readonly object[]) {
  const asked: string[] = [];
  const answerTo = async (call: ApiCall): Promise<never> => {
    asked.push(call.subject);
    const created = asked.filter((subject) => subject.startsWith("STREAM.CREATE")).length;
    return answers[created - 1] as never;
  };
  return { asked, call: answerTo, tryCall: answerTo };
}

async function make(deleted: DeletedBuckets, ...answers: readonly object[]) {
  const server = serverOf(...answers);
  const failure = await makeStream(server, deleted, { bucket: "b", config });
  return { failure, asked: server.asked };
}

describe("making the stream of a bucket", () => {
  const revived = stream(AFTER, 9, BEFORE);
  const empty = stream("2026-01-01T00:00:01Z", 0, "0001-01-01T00:00:00Z");

  test("one that holds what the deleted one held is deleted and made again", async () => {
    const deleted = new DeletedBuckets();
    deleted.add("b", stream(BEFORE, 9, BEFORE));
    const { failure, asked } = await make(deleted, revived, empty);
    expect(failure).toBeUndefined();
    expect(asked).toEqual(["STREAM.CREATE.KV_b", "STREAM.DELETE.KV_b", "STREAM.CREATE.KV_b"]);
  });

  test("nothing is deleted of a bucket that nobody here deleted, whatever its times say", async () => {
    const deleted = new DeletedBuckets();
    deleted.add("other", stream(BEFORE, 9, BEFORE));
    expect((await make(deleted, revived)).asked).toEqual(["STREAM.CREATE.KV_b"]);
  });

  test("nothing is deleted where the stream is the old one, is empty, or was written to since", async () => {
    const deleted = new DeletedBuckets();
    deleted.add("b", stream(BEFORE, 9, BEFORE));
    const written = stream(BEFORE, 9, AFTER);
    for (const answer of [stream(BEFORE, 9, BEFORE), empty, written, stream(AFTER, 1, AFTER)]) {
      expect((await make(deleted, answer)).asked).toEqual(["STREAM.CREATE.KV_b"]);
    }
  });

  test("files that could not be made are asked for again, other failures are told", async () => {
    const failed = { failure: { err_code: 10049 } };
    const exists = { failure: { err_code: 10058 } };
    const again = await make(new DeletedBuckets(), failed, failed, empty);
    expect(again).toEqual({ failure: undefined, asked: Array(3).fill("STREAM.CREATE.KV_b") });
    const told = await make(new DeletedBuckets(), exists);
    expect(told).toEqual({ failure: exists.failure, asked: ["STREAM.CREATE.KV_b"] });
  });
});
