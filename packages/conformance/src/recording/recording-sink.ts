import type { KvError, RawEntry, Sink } from "@revkv/core";
import type { RecordLog } from "./record-log.ts";
import { recordedEntry } from "./recorded-entry.ts";
import { recordedError } from "./recorded-error.ts";

/** Writes down what a subscription gives, and passes it on. */
export class RecordingSink implements Sink {
  readonly #sink: Sink;
  readonly #log: RecordLog;
  readonly #watch: number;

  /** @param watch - The number of the call that subscribed. */
  constructor(sink: Sink, log: RecordLog, watch: number) {
    this.#sink = sink;
    this.#log = log;
    this.#watch = watch;
  }

  entry(entry: RawEntry): boolean {
    this.#log.watch({ watch: this.#watch, entry: recordedEntry(entry) });
    const goesOn = this.#sink.entry(entry);
    if (!goesOn) this.#log.watch({ watch: this.#watch, paused: true });
    return goesOn;
  }

  caughtUp(): void {
    this.#log.watch({ watch: this.#watch, caughtUp: true });
    this.#sink.caughtUp();
  }

  closed(reason?: KvError): void {
    const closed = reason === undefined ? null : recordedError(reason);
    this.#log.watch({ watch: this.#watch, closed });
    this.#sink.closed(reason);
  }
}
