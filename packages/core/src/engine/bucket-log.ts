import { copyBytes, noBytes } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import type { Steps } from "../base/steps.ts";
import { fillConfig, type FullConfig, type KvConfig } from "../words/config.ts";
import { KvError } from "../words/errors.ts";
import type { KvStatus } from "../words/status.ts";
import { headerBlock, limitMarkerHeaders } from "../words/stored-size.ts";
import type { Sink, Write } from "../words/write.ts";
import { admit } from "./admission.ts";
import { checkUpdate, ignoredSettings } from "./config-update.ts";
import { Expiry } from "./expiry.ts";
import { readLog, type LogRead } from "./log-read.ts";
import { LogState, type Draft } from "./log-state.ts";
import type { LogSubscription } from "./log-subscription.ts";
import type { Stored } from "./key-log.ts";
import { WatchHub } from "./watch-hub.ts";

/** What the logs of one engine share. */
export interface LogContext {
  readonly clock: Clock;
  readonly steps: Steps;
  /** Gets what a listener threw. */
  report(error: unknown): void;
}

/**
 * One bucket's log. Whatever happens to it has one form: what is due goes, the state is read or changed,
 * and then, after commit, the watchers hear of it. Keys are taken as they come, also those of foreign writers; who
 * calls has judged them.
 */
export class BucketLog {
  readonly name: string;
  readonly #context: LogContext;
  readonly #state: LogState;
  readonly #expiry: Expiry;
  readonly #hub: WatchHub;
  #given: KvConfig;
  #config: FullConfig;
  /** Nothing falls due before the settings that make it due. */
  #configuredMs = Number.NEGATIVE_INFINITY;

  constructor(name: string, config: KvConfig, context: LogContext) {
    this.name = name;
    this.#context = context;
    this.#given = config;
    this.#config = fillConfig(config);
    this.#hub = new WatchHub(context.steps, (error) => context.report(error));
    this.#expiry = new Expiry(context.clock, {
      expire: (stored) => this.#expire(stored),
      afterwards: () => this.#hub.deliver(),
    });
    this.#state = new LogState(name, context.steps, {
      came: (stored) => {
        this.#expiry.add(stored);
        this.#hub.announce(stored);
      },
      went: (stored) => this.#expiry.remove(stored),
    });
  }

  /** The settings in force. */
  get config(): FullConfig {
    return this.#config;
  }

  /**
   * Stores one entry (R3 to R5).
   *
   * @returns Its revision.
   * @throws What {@link admit} throws, and then nothing has changed.
   */
  write(write: Write): number {
    return this.#settled(() => {
      const { bytes, keys } = this.#state;
      const room = { bucket: this.name, config: this.#config, bytes };
      const { headers, ttlMs } = admit(write, keys.get(write.key), room);
      const { key, operation } = write;
      const createdMs = this.#context.clock.nowMs();
      const copy = copyBytes(write.bytes);
      return this.#append({
        key,
        operation,
        reason: undefined,
        bytes: copy,
        headers,
        ttlMs,
        createdMs,
      });
    });
  }

  /** The last entry of a key, marker or not. */
  last(key: string): Stored | undefined {
    this.#context.steps.entries += 1;
    return this.#settled(() => this.#state.keys.get(key)?.last);
  }

  /** The last entries of the keys that have one, all of one moment. */
  lastOfEach(keys: readonly string[]): Stored[] {
    this.#context.steps.entries += keys.length;
    const found = this.#settled(() => keys.map((key) => this.#state.keys.get(key)?.last));
    return found.filter((stored) => stored !== undefined);
  }

  /** The entry of a revision, whichever key it has. */
  at(revision: number): Stored | undefined {
    this.#context.steps.entries += 1;
    return this.#settled(() => this.#state.entries.get(revision));
  }

  /** The entries that a read is about, in order of revision. */
  read(read: LogRead): Stored[] {
    return this.#settled(() => readLog(this.#state, read));
  }

  /** Puts initial values, and what is written later, into a sink. */
  subscribe(
    read: LogRead & { readonly metaOnly: boolean; readonly live: boolean },
    sink: Sink,
  ): LogSubscription {
    return this.#settled(() => {
      const initial = readLog(this.#state, read);
      const from = typeof read.start === "object" ? read.start.revision - 1 : 0;
      const after = Math.max(this.#state.lastRevision, from);
      const { filters, metaOnly, live } = read;
      return this.#hub.subscribe({ filters, metaOnly, live, after }, initial, sink);
    });
  }

  /**
   * Removes what lies below the markers that are last, and those markers that are as old as
   * `olderThanMs`; 0 takes every one of them, whatever the clock says (R6). Watchers see nothing.
   *
   * @returns How many entries went.
   */
  dropMarkers(olderThanMs: number): number {
    return this.#settled(() => {
      const state = this.#state;
      const youngestMs = olderThanMs === 0 ? Infinity : this.#context.clock.nowMs() - olderThanMs;
      const before = state.entries.size;
      for (const log of state.marked) {
        const marker = log.last;
        for (const stored of log.entries.slice()) {
          if (stored !== marker || stored.createdMs <= youngestMs) state.remove(stored);
        }
      }
      return before - state.entries.size;
    });
  }

  /** Replaces the settings, with the server's effects: lowering history trims at once (R3.4, R15.2). */
  update(given: KvConfig): void {
    this.#settled(() => {
      const before = this.#config;
      const config = fillConfig(given);
      checkUpdate(before, config);
      this.#given = given;
      this.#config = config;
      if (config.history < before.history) {
        for (const log of this.#state.keys.all()) this.#state.trim(log, config);
      }
      if (config.ttlMs !== before.ttlMs) this.#redate();
      this.#expiry.run();
    });
  }

  /** Settings and sizes (R14). */
  status(): KvStatus {
    return this.#settled(() =>
      Object.freeze({
        bucket: this.name,
        values: this.#state.entries.size,
        bytes: this.#state.bytes,
        lastRevision: this.#state.lastRevision,
        backingStore: "local",
        config: this.#config,
        ignored: ignoredSettings(this.#given),
      }),
    );
  }

  /** Ends the bucket; its watchers are told once they have what was written. */
  delete(): void {
    this.#expiry.run();
    this.#expiry.stop();
    // Whoever still holds a handle or a watch of it must not hold what was in it.
    this.#state.clear();
    const message = `the bucket ${JSON.stringify(this.name)} was deleted`;
    this.#hub.announceEnd(KvError.of("BUCKET_DELETED", message));
    this.#hub.deliver();
  }

  /** Stops the timer. */
  close(): void {
    this.#expiry.stop();
  }

  /** What is due goes first, so that nothing is decided on entries that are gone; watchers hear of it all after commit. */
  #settled<T>(operation: () => T): T {
    this.#expiry.run();
    try {
      return operation();
    } finally {
      this.#hub.deliver();
    }
  }

  #append(draft: Draft): number {
    return this.#state.append(draft, this.#dueMs(draft), this.#config).revision;
  }

  /** Takes out a due entry; where it was all that its key had, a marker takes its place (R11.6). */
  #expire(stored: Stored): void {
    this.#context.steps.entries += 1;
    this.#state.remove(stored);
    const ttlMs = this.#config.limitMarkerTtlMs;
    const leavesMarker = stored.log.last === undefined && stored.operation !== "PURGE";
    if (ttlMs === undefined || !leavesMarker) return;
    this.#append({
      key: stored.log.key,
      operation: "PURGE",
      reason: "MaxAge",
      bytes: noBytes,
      headers: headerBlock(limitMarkerHeaders(ttlMs)),
      ttlMs,
      createdMs: stored.dueMs,
    });
  }

  /** Every entry falls due by the new settings. */
  #redate(): void {
    this.#configuredMs = this.#context.clock.nowMs();
    for (const stored of this.#state.entries.values()) {
      this.#expiry.remove(stored);
      stored.dueMs = this.#dueMs(stored);
      this.#expiry.add(stored);
    }
  }

  #dueMs({ createdMs, ttlMs }: Pick<Stored, "createdMs" | "ttlMs">): number {
    const dueMs = createdMs + Math.min(ttlMs ?? Infinity, this.#config.ttlMs ?? Infinity);
    return Math.max(dueMs, this.#configuredMs);
  }
}
