import type { FullConfig, KvConfig } from "../words/config.ts";
import type { KvStatus } from "../words/status.ts";
import type { RawEntry, Sink, Write } from "../words/write.ts";
import { admit } from "./admission.ts";
import { ignoredSettings } from "./config-update.ts";
import type { LogCore } from "./log-core.ts";
import { readLog, type LogRead } from "./log-read.ts";
import type { LogSubscription } from "./log-subscription.ts";
import { dropMarkers } from "./purge.ts";

/** One bucket's log. Keys are taken as they come; who calls has judged them. */
export class BucketLog {
  /** What all who work on the log share. */
  readonly core: LogCore;

  constructor(core: LogCore) {
    this.core = core;
  }

  /** The bucket's name. */
  get name(): string {
    return this.core.name;
  }

  /** When it was made. */
  get createdMs(): number {
    return this.core.createdMs;
  }

  /** The settings as they were given. */
  get given(): KvConfig {
    return this.core.given;
  }

  /** The settings in force. */
  get config(): FullConfig {
    return this.core.config;
  }

  /**
   * Stores one entry (R3 to R5).
   *
   * @returns Its revision.
   * @throws What {@link admit} throws, and then nothing has changed.
   */
  write(write: Write): number {
    const { core } = this;
    core.life.runFor(write.key);
    try {
      return core.append(admit(write, core));
    } finally {
      core.deliver();
    }
  }

  /** The last entry of a key, marker or not. */
  entry(key: string): RawEntry | undefined {
    const { core } = this;
    core.steps.entries += 1;
    core.settleFor(key);
    return core.viewOfLast(key);
  }

  /** The entry of a revision, whichever key it has. */
  entryAt(revision: number): RawEntry | undefined {
    const { core } = this;
    core.steps.entries += 1;
    return core.settled(() => {
      const row = core.state.order.find(revision);
      return row === undefined ? undefined : core.view(row, 0);
    });
  }

  /** The last entries of the keys that have one, all of one moment. */
  entries(keys: readonly string[]): RawEntry[] {
    const { core } = this;
    core.steps.entries += keys.length;
    return core.settled(() => keys.flatMap((key) => core.viewOfLast(key) ?? []));
  }

  /** All entries that match, in order of revision (R9). */
  history(filters: readonly string[]): RawEntry[] {
    const { core } = this;
    return core.settled(() => {
      const rows = readLog(core.state, { filters, start: "all" });
      return rows.map((row, at) => core.view(row, rows.length - 1 - at));
    });
  }

  /** The keys that match and have a live value, in order of its revision (R8). */
  keys(filters: readonly string[]): string[] {
    const { state } = this.core;
    const last = this.core.settled(() => readLog(state, { filters, start: "last" }));
    const live = state.marked.size === 0 ? last : last.filter((row) => !state.isMarker(row));
    return live.map((row) => state.keyOf(row));
  }

  /** Puts initial values, and what is written later, into a sink. */
  subscribe(
    read: LogRead & { readonly metaOnly: boolean; readonly live: boolean },
    sink: Sink,
  ): LogSubscription {
    const { core } = this;
    return core.settled(() => {
      const initial = core.snapshot(read);
      const from = typeof read.start === "object" ? read.start.revision - 1 : 0;
      const after = Math.max(core.state.lastRevision, from);
      const { filters, metaOnly, live } = read;
      return core.hub.subscribe({ filters, metaOnly, live, after }, initial, sink);
    });
  }

  /**
   * Removes what lies below the markers that are last, and those markers that are as old as
   * `olderThanMs`; 0 takes every one of them, whatever the clock says (R6). Watchers see nothing.
   *
   * @returns How many entries went.
   */
  dropMarkers(olderThanMs: number): number {
    const { clock, state } = this.core;
    const youngestMs = olderThanMs === 0 ? Infinity : clock.nowMs() - olderThanMs;
    return this.core.settled(() => dropMarkers(state, youngestMs));
  }

  /** Replaces the settings, with the server's effects: lowering history trims at once (R3.4, R15.2). */
  update(given: KvConfig): void {
    this.core.settled(() => this.core.configure(given));
  }

  /** Settings and sizes (R14). */
  status(): KvStatus {
    const { name, state } = this.core;
    return this.core.settled(() =>
      Object.freeze({
        bucket: name,
        values: state.rows.size,
        bytes: state.bytes,
        lastRevision: state.lastRevision,
        backingStore: "local",
        config: this.config,
        ignored: ignoredSettings(this.given),
      }),
    );
  }

  /** Ends the bucket; its watchers are told once they have what was written. */
  delete(): void {
    this.core.end();
  }

  /** Stops the timer. */
  close(): void {
    this.core.life.stop();
  }
}
