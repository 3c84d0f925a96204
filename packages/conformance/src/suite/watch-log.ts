import type { KvError, KvMeta, KvWatcher } from "@revkv/core";
import { brief, eventually } from "./expecting.ts";

/** What a watch tells its listeners, in its order: `1 PUT a`, `initialized`, `closed` or `closed CODE`. */
export class WatchLog<E extends KvMeta> {
  readonly entries: E[] = [];
  readonly events: string[] = [];
  #isClosed = false;
  #reason: KvError | undefined;

  /** Listens to a watch from now on. */
  constructor(watcher: KvWatcher<E>) {
    watcher.on("entry", (entry) => {
      this.entries.push(entry);
      this.events.push(brief(entry));
    });
    watcher.on("initialized", () => this.events.push("initialized"));
    watcher.on("closed", (reason) => {
      this.#isClosed = true;
      this.#reason = reason;
      this.events.push(reason === undefined ? "closed" : `closed ${reason.code}`);
    });
  }

  /** Waits for so many events. More may have come. */
  async until(count: number): Promise<readonly string[]> {
    await eventually(
      () => this.events.length >= count,
      `${count} events of a watch; it has told: ${this.events.join(", ")}`,
    );
    return this.events;
  }

  /** Waits for an event. */
  async has(event: string): Promise<readonly string[]> {
    await eventually(
      () => this.events.includes(event),
      `"${event}" of a watch; it has told: ${this.events.join(", ")}`,
    );
    return this.events;
  }

  /** Waits for the end, and gives its reason. */
  async end(): Promise<KvError | undefined> {
    await eventually(() => this.#isClosed, "the end of a watch");
    return this.#reason;
  }
}
