import type { ServedLog } from "@revkv/core/engine";
import { encodeText, headerIn, withHeader, type Posting } from "@revkv/core/words";
import { failures, streamOf } from "@revkv/transport-nats/mapping";
import { NOTHING } from "../../routing/message.ts";
import { Refusal } from "../api/refusal.ts";

/** A batch under way: nothing of it is stored. */
interface Batch {
  readonly postings: Posting[];
  readonly timer: ReturnType<typeof setTimeout>;
}

const MOST_MESSAGES = 1_000;
const MOST_OF_A_STREAM = 50;
const MOST_OF_ALL = 1_000;
const MOST_BYTES = 256 * 1_048_576;
const LONGEST_ID = 64;
/** A batch that nobody goes on with is given up. */
const IDLE_MS = 10_000;

/** Messages that are to be stored together: they wait here until the last of them has come. */
export class Batches {
  readonly #byLog = new Map<ServedLog, Map<string, Batch>>();
  readonly #mostBytes: number;
  #count = 0;
  #bytes = 0;

  /** @param mostBytes - What may wait in all. */
  constructor(mostBytes: number = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /**
   * Takes one message of a batch, and stores all of them with the last.
   *
   * @returns The answer: nothing for what only waits.
   * @throws `Refusal`, and what `ServedLog.postAll` throws; the batch is given up then.
   */
  take(id: string, log: ServedLog, posting: Posting): Uint8Array {
    const { headers, bytes } = posting;
    if (headers.length + bytes.length > (log.config.maxValueBytes ?? Infinity))
      throw new Refusal(failures.tooLarge);
    if (!log.rules.allowsBatches) throw new Refusal(failures.batchDisabled);
    if (id.length > LONGEST_ID) throw new Refusal(failures.batchId);
    const digits = headerIn(headers, "Nats-Batch-Sequence") ?? "";
    if (digits === "") throw new Refusal(failures.batchNoSequence);
    const sequence = /^\d+$/.test(digits) ? Number(digits) : 0;
    const commit = headerIn(headers, "Nats-Batch-Commit") ?? "";
    const size = commit === "eob" ? sequence - 1 : sequence;
    const batch = this.#find(id, log) ?? this.#begin(id, log, { sequence, size });
    return this.#guarded(id, log, () => {
      if (commit !== "" && commit !== "1" && commit !== "eob")
        throw new Refusal(failures.batchCommit);
      const isNext = sequence === batch.postings.length + 1;
      if (!isNext || size === 0) throw new Refusal(failures.batchIncomplete);
      if (size > MOST_MESSAGES) throw tooLarge();
      batch.timer.refresh();
      if (commit !== "eob") this.#keep(batch, posting);
      if (commit === "") return NOTHING;
      return this.#commit(id, log, commit === "eob" ? ended(batch.postings) : batch.postings);
    });
  }

  /** Forgets all that is under way. */
  close(): void {
    for (const [log, batches] of this.#byLog) {
      for (const id of batches.keys()) this.#drop(id, log);
    }
  }

  #find(id: string, log: ServedLog): Batch | undefined {
    return this.#byLog.get(log)?.get(id);
  }

  #begin(id: string, log: ServedLog, first: { sequence: number; size: number }): Batch {
    if (first.sequence !== 1) {
      throw first.size > MOST_MESSAGES ? tooLarge() : new Refusal(failures.batchIncomplete);
    }
    const batches = this.#byLog.get(log) ?? new Map<string, Batch>();
    if (batches.size >= MOST_OF_A_STREAM || this.#count >= MOST_OF_ALL)
      throw new Refusal(failures.batchesInFlight);
    const timer = setTimeout(() => this.#drop(id, log), IDLE_MS).unref();
    const batch: Batch = { postings: [], timer };
    this.#byLog.set(log, batches.set(id, batch));
    this.#count += 1;
    return batch;
  }

  /** Copies what is a view of the wire. */
  #keep(batch: Batch, posting: Posting): void {
    const bytes = sizeOf(posting);
    if (this.#bytes + bytes > this.#mostBytes) throw new Refusal(failures.batchesInFlight);
    this.#bytes += bytes;
    batch.postings.push({ ...posting, bytes: new Uint8Array(posting.bytes) });
  }

  #commit(id: string, log: ServedLog, postings: readonly Posting[]): Uint8Array {
    const { revision } = log.postAll(postings);
    this.#drop(id, log);
    const stream = streamOf(log.name);
    const ack = { stream, seq: revision, batch: id, count: postings.length };
    return encodeText(JSON.stringify(ack));
  }

  /** A batch of which one message is refused is over. */
  #guarded<T>(id: string, log: ServedLog, call: () => T): T {
    try {
      return call();
    } catch (error) {
      this.#drop(id, log);
      throw error;
    }
  }

  #drop(id: string, log: ServedLog): void {
    const batches = this.#byLog.get(log);
    const batch = batches?.get(id);
    if (batches === undefined || batch === undefined) return;
    clearTimeout(batch.timer);
    for (const posting of batch.postings) this.#bytes -= sizeOf(posting);
    this.#count -= 1;
    batches.delete(id);
    if (batches.size === 0) this.#byLog.delete(log);
  }
}

/** What a message takes while it waits. */
function sizeOf({ key, headers, bytes }: Posting): number {
  return key.length + headers.length + bytes.length;
}

/** The last message of a batch that ended with one more, which is not stored. */
function ended(postings: readonly Posting[]): readonly Posting[] {
  const last = postings.at(-1);
  if (last === undefined) return postings;
  return [
    ...postings.slice(0, -1),
    { ...last, headers: withHeader(last.headers, "Nats-Batch-Commit", "1") },
  ];
}

function tooLarge(): Refusal {
  const description = `${failures.batchTooLarge.description}: ${MOST_MESSAGES}`;
  return new Refusal({ ...failures.batchTooLarge, description });
}
