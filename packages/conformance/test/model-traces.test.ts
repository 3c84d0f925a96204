import { readFileSync } from "node:fs";
import { isKvError, type KvOperation } from "@revkv/core/words";
import { expect, test } from "vitest";
import { parseTraces, type Trace, type TraceOperation } from "../src/index.ts";
import { newBucket, type ModelBucket } from "../src/model/model-bucket.ts";
import type { Seen } from "../src/model/model-entry.ts";
import { ModelStore } from "../src/model/model-store.ts";
import { get, history, keys, purgeDeletes } from "../src/model/reading.ts";
import { write } from "../src/model/writing.ts";

const lines = readFileSync(new URL("../fixtures/recorded.jsonl", import.meta.url), "utf8");

test.for(parseTraces(lines).map((trace) => [trace.seed, trace] as const))(
  "the reference model answers as the servers of trace %i",
  ([, trace]) => {
    expect(replayOnModel(trace)).toEqual(trace.ops.map(recordedAnswer));
  },
);

function replayOnModel(trace: Trace): readonly unknown[] {
  const bucket = newBucket("b", trace.config, 0);
  return trace.ops.map((operation) => {
    try {
      return answerOf(operation, bucket);
    } catch (error) {
      return isKvError(error) ? { error: error.natsCode } : String(error);
    }
  });
}

function recordedAnswer({ op, result }: TraceOperation): unknown {
  const { error, messages, last_seq } = (result ?? {}) as Record<string, unknown>;
  if (error !== undefined) return { error };
  return op === "state" ? { messages, last_seq } : result;
}

function answerOf({ op, args }: TraceOperation, bucket: ModelBucket): unknown {
  const name = String(args[0]);
  const includeDeleted = true;
  switch (op) {
    case "get":
      return short(get(bucket, name, { includeDeleted }));
    case "getRevision":
      return short(get(bucket, name, { revision: Number(args[1]), includeDeleted }));
    case "history":
      return history(bucket, [name], false).map(listed);
    case "watchInitial":
      return initialValues(bucket, name).map(listed);
    case "keys":
      return keys(bucket, [name]);
    case "purgeDeletesAll":
      return { purged: purgeDeletes(bucket, 0) };
    case "state":
      return { messages: bucket.entries.length, last_seq: bucket.lastRevision };
    default:
      return { rev: writeOf(op, args, bucket) };
  }
}

const OPERATIONS: Readonly<Record<string, KvOperation>> = {
  delete: "DEL",
  deleteIf: "DEL",
  purge: "PURGE",
  purgeIf: "PURGE",
};

function writeOf(op: string, args: TraceOperation["args"], bucket: ModelBucket): number {
  const operation = OPERATIONS[op] ?? "PUT";
  const revision = operation === "PUT" ? args[2] : args[1];
  const expected = op === "create" ? "absent" : revision === undefined ? "any" : Number(revision);
  return write(bucket, {
    key: String(args[0]),
    operation,
    bytes: new TextEncoder().encode(operation === "PUT" ? String(args[1]) : ""),
    expected,
    ttlMs: undefined,
  });
}

function initialValues(bucket: ModelBucket, filter: string): readonly Seen[] {
  const store = new ModelStore(0);
  store.create(bucket.name, bucket.given);
  Object.assign(store.bucket(bucket.name), { ...bucket, watches: [] });
  const watch = store.watch(bucket.name, 0, {
    filters: [filter],
    start: "last",
    ignoreDeletes: false,
    metaOnly: false,
    maxEntries: 1,
    onOverflow: "error",
  });
  watch.consume();
  return watch.seen;
}

function short(seen: Seen | null): unknown {
  return seen === null ? null : { r: seen.revision, op: seen.operation, v: seen.value ?? "" };
}

function listed(seen: Seen): unknown {
  const { key, revision, operation, delta } = seen;
  return { k: key, r: revision, op: operation, v: seen.value ?? "", d: delta };
}
