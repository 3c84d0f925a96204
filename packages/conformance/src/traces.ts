import { connect, isKvError, type KvBucket, type KvEntry, type Transport } from "@revkv/core";
import type { KvConfig } from "@revkv/core/words";
import { print } from "./commands/print.ts";

/** One operation on a real server, and its answer. */
export interface TraceOperation {
  readonly op: string;
  readonly args: readonly (string | number)[];
  readonly result: unknown;
}

/** A recorded sequence of operations on one bucket. */
export interface Trace {
  readonly seed: number;
  /** The versions that gave these answers. */
  readonly servers: readonly string[];
  readonly config: KvConfig;
  readonly ops: readonly TraceOperation[];
}

/** Reads traces, one JSON object a line. */
export function parseTraces(lines: string): readonly Trace[] {
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Trace);
}

/**
 * Does the operations of a trace to a new bucket, through the public interface, and deletes it.
 *
 * @returns Where the answers differ, in words; nothing when they are all the same.
 *
 * @example
 * const line = '{"seed":1,"servers":[],"config":{},"ops":[{"op":"put","args":["a","v"],"result":{"rev":1}}]}';
 * for (const trace of parseTraces(line)) console.log(await replayTrace(trace, local())); // []
 */
export async function replayTrace(trace: Trace, transport: Transport): Promise<readonly string[]> {
  const manager = await connect(transport);
  const bucket = await manager.create(`trace-${trace.seed}`, trace.config);
  const differences: string[] = [];
  for (const [at, operation] of trace.ops.entries()) {
    const answer = await answerTo(operation, bucket);
    const [recorded, given] = [print(comparable(operation)), print(answer)];
    if (recorded === given) continue;
    const call = `${operation.op}(${operation.args.map((arg) => JSON.stringify(arg)).join(", ")})`;
    differences.push(`trace ${trace.seed}, ${at}: ${call}: the server ${recorded}, here ${given}`);
  }
  await manager.delete(bucket.name);
  await manager.close();
  return differences;
}

/** What can be compared of a recorded answer. */
function comparable({ op, result }: TraceOperation): unknown {
  if (op === "state") {
    const { messages, last_seq, subjects } = result as Record<string, unknown>;
    return { messages, last_seq, subjects };
  }
  if (typeof result !== "object" || result === null || !("error" in result)) return result;
  const { error, msg } = result as { readonly error: number; readonly msg: string };
  return { error, actual: Number(/wrong last sequence: (\d+)/.exec(msg)?.[1]) };
}

async function answerTo(operation: TraceOperation, bucket: KvBucket): Promise<unknown> {
  try {
    return await perform(operation, bucket);
  } catch (error) {
    const isKnown = isKvError(error, "REVISION_MISMATCH") || isKvError(error, "KEY_EXISTS");
    if (!isKnown) return { unexpected: String(error) };
    return { error: error.natsCode, actual: error.actual };
  }
}

async function perform({ op, args }: TraceOperation, bucket: KvBucket): Promise<unknown> {
  const key = String(args[0]);
  const value = String(args[1]);
  switch (op) {
    case "put":
      return { rev: await bucket.put(key, value) };
    case "create":
      return { rev: await bucket.create(key, value) };
    case "update":
      return { rev: await bucket.update(key, value, Number(args[2])) };
    case "rawExpect":
      return { rev: await bucket.put(key, value, { expected: Number(args[2]) }) };
    case "delete":
      return { rev: await bucket.delete(key) };
    case "purge":
      return { rev: await bucket.purge(key) };
    case "deleteIf":
      return { rev: await bucket.delete(key, { expected: Number(args[1]) }) };
    case "purgeIf":
      return { rev: await bucket.purge(key, { expected: Number(args[1]) }) };
    default:
      return read({ op, args }, bucket);
  }
}

async function read(
  { op, args }: Pick<TraceOperation, "op" | "args">,
  bucket: KvBucket,
): Promise<unknown> {
  const name = String(args[0]);
  switch (op) {
    case "get":
      return shortEntry(await bucket.get(name, { includeDeleted: true }));
    case "getRevision": {
      const revision = Number(args[1]);
      return shortEntry(await bucket.get(name, { revision, includeDeleted: true }));
    }
    case "history":
      return (await bucket.history(name).toArray()).map(listedEntry);
    case "watchInitial": {
      const watcher = await bucket.watch(name);
      const initial = await watcher.snapshot();
      await watcher.stop();
      return initial.map(listedEntry);
    }
    case "keys":
      return bucket.keys(name).toArray();
    case "purgeDeletesAll":
      return { purged: await bucket.purgeDeletes({ olderThanMs: 0 }) };
    case "state":
      return stateOf(bucket);
    default:
      throw new Error(`the trace has an operation of its own: ${op}`);
  }
}

async function stateOf(bucket: KvBucket): Promise<unknown> {
  const { values, lastRevision } = await bucket.status();
  const subjects = new Map<string, number>();
  for await (const { key } of bucket.history(">")) subjects.set(key, (subjects.get(key) ?? 0) + 1);
  return { messages: values, last_seq: lastRevision, subjects: Object.fromEntries(subjects) };
}

function shortEntry(entry: KvEntry | null): unknown {
  return entry === null ? null : { r: entry.revision, op: entry.operation, v: textOf(entry) };
}

function listedEntry(entry: KvEntry): unknown {
  const { key, revision, operation, delta } = entry;
  return { k: key, r: revision, op: operation, v: textOf(entry), d: delta };
}

function textOf(entry: KvEntry): string {
  return entry.operation === "PUT" ? entry.text() : "";
}
