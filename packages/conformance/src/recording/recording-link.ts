import type {
  Answer,
  BucketLink,
  RawEntry,
  Sink,
  SubscribeRequest,
  Subscription,
  Write,
} from "@revkv/core";
import type { RecordedRequest, RecordedResult } from "./line.ts";
import type { Asker, Question, RecordLog } from "./record-log.ts";
import { recordedBytes } from "./recorded-bytes.ts";
import { recordedEntry, recordedEntryOrNull } from "./recorded-entry.ts";
import { RecordingSink } from "./recording-sink.ts";

type Consistency = "direct" | "leader" | undefined;

/** Writes down what one bucket is asked, and what it gives. */
export class RecordingLink implements BucketLink {
  readonly #link: BucketLink;
  readonly #log: RecordLog;
  readonly #by: Asker;

  constructor(link: BucketLink, log: RecordLog, by: Asker) {
    this.#link = link;
    this.#log = log;
    this.#by = by;
  }

  write(write: Write, signal?: AbortSignal): Answer<number> {
    const { bytes, ttlMs, ...others } = write;
    const ttl = ttlMs === undefined ? {} : { ttlMs };
    const request = { ask: "write", ...others, value: recordedBytes(bytes), ...ttl } as const;
    return this.#asked(request, () => this.#link.write(write, signal), { shown: asItIs, signal });
  }

  read(key: string, consistency: Consistency, signal?: AbortSignal): Answer<RawEntry | null> {
    const request = { ask: "read", key, ...given(consistency) } as const;
    const ask = (): Answer<RawEntry | null> => this.#link.read(key, consistency, signal);
    return this.#asked(request, ask, { shown: recordedEntryOrNull, signal });
  }

  readAt(
    revision: number,
    consistency: Consistency,
    signal?: AbortSignal,
  ): Answer<RawEntry | null> {
    const request = { ask: "readAt", revision, ...given(consistency) } as const;
    const ask = (): Answer<RawEntry | null> => this.#link.readAt(revision, consistency, signal);
    return this.#asked(request, ask, { shown: recordedEntryOrNull, signal });
  }

  readMany(keys: readonly string[], signal?: AbortSignal): Answer<readonly RawEntry[]> {
    const ask = (): Answer<readonly RawEntry[]> => this.#link.readMany(keys, signal);
    return this.#asked({ ask: "readMany", keys }, ask, { shown: allEntries, signal });
  }

  async subscribe(request: SubscribeRequest, sink: Sink): Promise<Subscription> {
    const ask = async (call: number): Promise<Subscription> => {
      const recording = new RecordingSink(sink, this.#log, call);
      return this.#noting(await this.#link.subscribe(request, recording), call);
    };
    return this.#asked({ ask: "subscribe", ...request }, ask, { shown: () => null });
  }

  async dropMarkers(olderThanMs: number, signal?: AbortSignal): Promise<number> {
    const ask = (): Promise<number> => this.#link.dropMarkers(olderThanMs, signal);
    return this.#asked({ ask: "dropMarkers", olderThanMs }, ask, { shown: asItIs, signal });
  }

  #asked<T>(
    request: RecordedRequest,
    ask: (call: number) => Answer<T>,
    how: Pick<Question<T>, "shown" | "signal">,
  ): Answer<T> {
    return this.#log.asked({ by: this.#by, request, ...how }, ask);
  }

  /** What the reader does to its subscription is an event too. */
  #noting(subscription: Subscription, watch: number): Subscription {
    return {
      resume: () => {
        this.#log.watch({ watch, resumed: true });
        subscription.resume();
      },
      stop: () => {
        this.#log.watch({ watch, stopped: true });
        return subscription.stop();
      },
    };
  }
}

function given(consistency: Consistency): { readonly consistency?: "direct" | "leader" } {
  return consistency === undefined ? {} : { consistency };
}

function asItIs(count: number): number {
  return count;
}

function allEntries(entries: readonly RawEntry[]): RecordedResult {
  return entries.map(recordedEntry);
}
