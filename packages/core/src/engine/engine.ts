import { systemClock, type Clock } from "../base/clock.ts";
import { listenerReporter } from "../base/listener-reporter.ts";
import { newSteps, type Steps } from "../base/steps.ts";
import { configDifferences, fillConfig, parseConfig, type KvConfig } from "../words/config.ts";
import { KvError } from "../words/errors.ts";
import { parseBucket } from "../words/key.ts";
import { invalidArgument, parseFunction, parseOptions } from "../words/options.ts";
import { BucketLog } from "./bucket-log.ts";
import { Bucket, type EngineBucket } from "./bucket.ts";
import { checkSupported } from "./config-update.ts";
import type { LogContext } from "./log-context.ts";
import { LogCore } from "./log-core.ts";

/** How an engine is made. */
export interface EngineOptions {
  /** The source of time; the real clock unless given. */
  readonly clock?: Clock | undefined;
  /** Gets what a listener threw; unless given, it is printed with `console.error`. */
  readonly onListenerError?: ((error: unknown) => void) | undefined;
}

/** Somebody who follows which buckets there are, such as a server. */
export interface EngineObserver {
  /** A bucket has been made. */
  placed(log: BucketLog): void;
  /** A bucket is about to be deleted. */
  deleted(log: BucketLog): void;
}

/**
 * A store of buckets in this process, synchronous: what `local()` is made of, and of use by itself
 * where no promise is wanted.
 *
 * @example
 * const engine = new Engine();
 * const bucket = engine.create("greetings", { history: 3 });
 * bucket.watch(">", (entry) => console.log(entry.key, entry.revision)); // hello 1
 * bucket.put("hello", "world");
 */
export class Engine {
  /** At most one: whoever comes second asks the first. */
  observer: EngineObserver | undefined;
  readonly #logs = new Map<string, BucketLog>();
  readonly #context: LogContext;
  #isClosed = false;

  /**
   * @param steps - Counts the work done, for tests of costs.
   */
  constructor(options?: EngineOptions, steps: Steps = newSteps()) {
    const given = parseOptions("new Engine", options, ["clock", "onListenerError"]);
    const clock = parseClock(given.clock);
    const onListenerError = parseFunction("onListenerError", given.onListenerError);
    this.#context = { clock, steps, report: listenerReporter(onListenerError) };
  }

  /**
   * Makes a bucket, or opens the one that has the same settings (R15).
   *
   * @throws `BUCKET_EXISTS` with the differences where it has others; `INVALID_BUCKET`,
   * `INVALID_CONFIG`, `INVALID_ARGUMENT`; `FEATURE_UNSUPPORTED` for mirrors and sources.
   */
  create(name: string, config?: KvConfig): EngineBucket {
    const judged = this.#judge(name, config);
    const known = this.#logs.get(name);
    if (known === undefined) {
      this.place(name, judged);
      return this.#handle(name);
    }
    const differences = configDifferences(known.config, fillConfig(judged));
    if (differences.length === 0) return this.#handle(name);
    const message = `the bucket ${JSON.stringify(name)} exists with another config: ${differences.join("; ")}`;
    throw KvError.of("BUCKET_EXISTS", message, { differences, natsCode: 10058 });
  }

  /** Reaches a bucket; throws `BUCKET_NOT_FOUND` when there is none. */
  open(name: string): EngineBucket {
    this.log(parseBucket(name));
    return this.#handle(name);
  }

  /**
   * Replaces the settings of a bucket; what is left out goes back to its default (R15).
   *
   * @throws What `create` throws, `BUCKET_NOT_FOUND`, and `INVALID_CONFIG` for what cannot change.
   */
  update(name: string, config: KvConfig): EngineBucket {
    if (config === undefined) throw invalidArgument("update takes the new config");
    const judged = this.#judge(name, config);
    this.log(name).update(judged);
    return this.#handle(name);
  }

  /** Deletes a bucket with all it holds; false when there was none. */
  delete(name: string): boolean {
    this.#checkOpen();
    const log = this.#logs.get(parseBucket(name));
    this.#logs.delete(name);
    if (log !== undefined) this.observer?.deleted(log);
    log?.delete();
    return log !== undefined;
  }

  /** The names of all buckets, sorted. */
  names(): string[] {
    this.#checkOpen();
    return [...this.#logs.keys()].toSorted();
  }

  /** Cancels timers; later calls throw `CLOSED`. */
  close(): void {
    this.#isClosed = true;
    for (const log of this.#logs.values()) log.close();
  }

  /** The source of time. */
  get clock(): Clock {
    return this.#context.clock;
  }

  /**
   * Makes a bucket whose settings were judged elsewhere, for servers: a stream may have some that no bucket has.
   *
   * @param prefixBytes - What the subjects of its entries have before their keys, where they are not its own.
   */
  place(name: string, config: KvConfig, prefixBytes?: number): BucketLog {
    this.#checkOpen();
    const log = new BucketLog(new LogCore(parseBucket(name), config, this.#context, prefixBytes));
    this.#logs.set(name, log);
    this.observer?.placed(log);
    return log;
  }

  /** The log of a bucket, for servers; undefined when there is none. */
  find(name: string): BucketLog | undefined {
    this.#checkOpen();
    return this.#logs.get(name);
  }

  /** The log of a bucket, for transports; throws `BUCKET_NOT_FOUND` when there is none. */
  log(name: string): BucketLog {
    this.#checkOpen();
    const log = this.#logs.get(name);
    if (log !== undefined) return log;
    const message = `there is no bucket ${JSON.stringify(name)}`;
    throw KvError.of("BUCKET_NOT_FOUND", message, { natsCode: 10059 });
  }

  #judge(name: string, config: KvConfig | undefined): KvConfig {
    this.#checkOpen();
    parseBucket(name);
    const judged = parseConfig(config);
    checkSupported(judged);
    return judged;
  }

  #handle(name: string): EngineBucket {
    return new Bucket(
      name,
      () => this.log(name),
      (error) => this.#context.report(error),
    );
  }

  #checkOpen(): void {
    if (this.#isClosed)
      throw KvError.of("CLOSED", "the engine is closed", { outcomeUnknown: false });
  }
}

function parseClock(clock: Clock | undefined): Clock {
  if (clock === undefined) return systemClock;
  const isClock =
    typeof clock === "object" &&
    clock !== null &&
    typeof clock.nowMs === "function" &&
    typeof clock.schedule === "function";
  if (isClock) return clock;
  throw invalidArgument("a clock has nowMs and schedule");
}
