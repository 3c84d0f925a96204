import { isKvError, KvError, type Write } from "@revkv/core";
import { BytePool, checkTtlUse, fillConfig, headerBlock } from "@revkv/core/words";
import type { BoundBucket } from "./binding.ts";
import { askBucket } from "./bucket-info.ts";
import { elapsedMs, pause } from "./deadlines.ts";
import { errorOf } from "./mapping/api-error.ts";
import { headersOf, type WireHeaders } from "./mapping/headers.ts";
import { pubAckReader, type PubAck } from "./mapping/pub-ack.ts";
import type { Reader } from "./reader.ts";

/** Between two tries of a create that lost a race, at most. */
const LONGEST_BACKOFF_MS = 100;

/** The writes of one link. */
export class Writer {
  readonly #bucket: BoundBucket;
  readonly #reader: Reader;
  readonly #readAck: (answer: Uint8Array) => PubAck;
  readonly #pool = new BytePool();

  constructor(bucket: BoundBucket, reader: Reader) {
    this.#bucket = bucket;
    this.#reader = reader;
    this.#readAck = pubAckReader(bucket.binding.stream);
  }

  /** Stores one entry and gives its revision. */
  write(write: Write, signal: AbortSignal | undefined): Promise<number> {
    // A payload may wait for a connection that is being made anew: the caller's bytes are copied now.
    const own: Write = { ...write, bytes: this.#pool.view(write.bytes) };
    if (own.expected === "absent") return this.#create(own, signal);
    if (own.ttlMs !== undefined && own.operation === "PUT") return this.#mortal(own, own.expected);
    return this.#publish(own, demandedBy(own.expected));
  }

  /** A value with a time to live: only the settings in force tell whether an older value would come back (R11.5). */
  async #mortal(write: Write, expected: number | "any"): Promise<number> {
    const { backend, binding } = this.#bucket;
    const { config } = await askBucket(backend.api, binding.bucket);
    checkTtlUse(write, fillConfig(config));
    return this.#publish(write, demandedBy(expected));
  }

  /**
   * The wire has no "no live value" (R4.2): nothing stored is demanded first, then the marker that is found
   * instead. Whoever comes between is looked at again, until there is a live value or the time is over.
   */
  async #create(write: Write, signal: AbortSignal | undefined): Promise<number> {
    const deadlineMs = elapsedMs() + this.#bucket.backend.timeoutMs;
    let demanded = 0;
    for (let lost = 0; ; lost += 1) {
      try {
        return await this.#publish(write, demanded);
      } catch (error) {
        if (!isKvError(error, "KEY_EXISTS")) throw error;
        const last = await this.#reader.last(write.key, "leader");
        if (last?.operation === "PUT") throw keyExists(write.key, last.revision, error);
        // An entry that is being stored may not be seen yet: null says nothing of it (R4.7).
        demanded = last?.revision ?? 0;
        if (elapsedMs() > deadlineMs) throw noEnd(write.key, error);
      }
      if (lost > 0) await pause(Math.min(LONGEST_BACKOFF_MS, 2 ** lost), signal);
      if (signal?.aborted === true) throw signal.reason;
    }
  }

  #publish(write: Write, demanded: number | undefined): Promise<number> {
    const { backend, binding } = this.#bucket;
    const { prefixes, bucket } = binding;
    const headers = headersOf(write, demanded);
    const limit = backend.connection.info?.max_payload ?? Infinity;
    if (write.bytes.length + LONGEST_HEADERS > limit) {
      const size = sizeOf(write, headers);
      if (size > limit) return this.#tooLarge(write, size, limit);
    }
    return backend.requests.ask<number>({
      subject: prefixes.write + write.key,
      payload: write.bytes,
      headers,
      isWrite: true,
      accept: (data) => {
        const ack = this.#readAck(data);
        if ("seq" in ack) return ack.seq;
        throw errorOf(ack.error, { bucket, write, size: sizeOf(write, headers) });
      },
      recover: (error) => this.#explain(error, write, demanded),
    });
  }

  /** Over what a connection carries: nothing is sent. The bucket, if there is one, may allow still less. */
  async #tooLarge(write: Write, size: number, payload: number): Promise<never> {
    const { backend, binding } = this.#bucket;
    const { config } = await askBucket(backend.api, binding.bucket);
    const limit = Math.min(config.maxValueBytes ?? payload, payload);
    const what = `${write.operation} of ${JSON.stringify(write.key)}`;
    const message = `${what} takes ${size} bytes with its headers, at most ${limit} are allowed`;
    throw KvError.of("VALUE_TOO_LARGE", message, { size, limit });
  }

  /** A refusal that needs a second question: who is there, or how much is allowed. */
  async #explain(error: KvError, write: Write, demanded: number | undefined): Promise<number> {
    const { backend, binding } = this.#bucket;
    if (isKvError(error, "VALUE_TOO_LARGE")) {
      const { config } = await askBucket(backend.api, binding.bucket);
      const { message, size, natsCode } = error;
      const limit = config.maxValueBytes;
      throw KvError.of("VALUE_TOO_LARGE", message, { size, limit, natsCode, cause: error });
    }
    if (!isKvError(error, "UNAVAILABLE") || error.natsCode !== undefined) throw error;
    if (await this.#bucket.refresh()) return this.#publish(write, demanded);
    if (!this.#bucket.binding.isMirror) throw error;
    const message = `${binding.bucket} is a mirror, and the bucket it copies takes no writes from here`;
    throw KvError.of("READ_ONLY", message, { cause: error });
  }
}

/** More than the headers of a write ever take. */
const LONGEST_HEADERS = 256;

function demandedBy(expected: Write["expected"]): number | undefined {
  return typeof expected === "number" ? expected : undefined;
}

function sizeOf(write: Write, headers: WireHeaders): number {
  return headerBlock(headers).length + write.bytes.length;
}

function keyExists(key: string, actual: number, cause: KvError): KvError {
  const message = `${JSON.stringify(key)} has a live value at revision ${actual}`;
  return KvError.of("KEY_EXISTS", message, { key, actual, natsCode: cause.natsCode, cause });
}

/** Every try met another writer's marker: nothing was stored, and no live value was seen. */
function noEnd(key: string, cause: KvError): KvError {
  const message = `others went on writing ${JSON.stringify(key)} for as long as a call may take`;
  return KvError.of("TIMEOUT", message, { outcomeUnknown: false, cause });
}
