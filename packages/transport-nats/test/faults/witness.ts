import { isKvError, type KvBucket, type KvEntry, type KvWatcher } from "@revkv/core";
import { matcherOf } from "@revkv/core/subjects";
import { setTimeout as sleep } from "node:timers/promises";
import type { Figures } from "./figures.ts";
import { within } from "./within.ts";

/** What a witness watches, and from where on. */
export interface Sight {
  readonly name: string;
  readonly filter?: string;
  readonly include?: "last" | "history" | "updates";
}

/** A server that went silent is noticed after two heartbeats; then the longest backoff, on a busy machine. */
const CATCH_UP_MS = 25_000;

/** A watcher that remembers all that it was given, to be held against what the bucket has in the end. */
export class Witness {
  readonly #sight: Sight;
  readonly #watcher: KvWatcher<KvEntry>;
  readonly #seen: KvEntry[] = [];
  readonly #reading: Promise<void>;
  #initialized = 0;
  #ended: unknown;

  private constructor(sight: Sight, watcher: KvWatcher<KvEntry>) {
    this.#sight = sight;
    this.#watcher = watcher;
    watcher.on("initialized", () => {
      this.#initialized += 1;
    });
    this.#reading = this.#read();
  }

  /** Opens a watch; undefined where that was refused with an error that says why. */
  static async open(bucket: KvBucket, sight: Sight): Promise<Witness | undefined> {
    const { name, filter = ">", include = "last" } = sight;
    try {
      // It asks for the bucket and makes a consumer.
      return new Witness(
        sight,
        await within(2, `the watch ${name}`, bucket.watch(filter, { include })),
      );
    } catch (error) {
      if (isKvError(error)) return undefined;
      throw error;
    }
  }

  /** Opens a watch where nothing is in the way of it. */
  static async at(bucket: KvBucket, sight: Sight): Promise<Witness> {
    const { name, filter = ">", include = "last" } = sight;
    return new Witness(
      sight,
      await within(2, `the watch ${name}`, bucket.watch(filter, { include })),
    );
  }

  /** The revision of the last entry that came. */
  get lastRevision(): number {
    return this.#seen.at(-1)?.revision ?? 0;
  }

  /** Whether it has all initial values. */
  get isInitialized(): boolean {
    return this.#initialized > 0;
  }

  /** Waits until the last entry that concerns it has come; throws when the watch has ended before. */
  async caughtUp(stored: readonly KvEntry[]): Promise<void> {
    const last = this.#concerned(stored).at(-1)?.revision ?? 0;
    const deadline = Date.now() + CATCH_UP_MS;
    while (this.lastRevision < last && this.#ended === undefined && Date.now() < deadline) {
      await sleep(5);
    }
    if (this.#ended !== undefined)
      throw new Error(`${this.#sight.name} ended`, { cause: this.#ended });
    if (this.lastRevision >= last) return;
    throw new Error(`${this.#sight.name} stands at ${this.lastRevision}, the bucket at ${last}`);
  }

  /** Stops the watch; throws when that hangs. */
  async stop(): Promise<void> {
    await within(1, `stop() of ${this.#sight.name}`, this.#watcher.stop());
    await within(1, `the end of ${this.#sight.name}`, this.#reading);
  }

  /** Holds what came against all entries of the bucket, oldest first; throws for a promise that was broken. */
  judge(stored: readonly KvEntry[]): Partial<Figures> {
    const concerned = this.#concerned(stored);
    const initial = this.#seen.filter(({ isUpdate }) => !isUpdate);
    const lastInitial = initial.at(-1)?.revision ?? 0;
    const seen = new Map(this.#seen.map((entry) => [entry.revision, entry]));
    const due = concerned.filter(({ revision }) => this.#isDue(revision, lastInitial));
    const lost = due.filter(({ revision }) => !seen.has(revision)).map(inShort);
    const doubled = this.#seen.length - seen.size;
    const known = new Set(concerned.map(inShort));
    const foreign = this.#seen.map(inShort).filter((entry) => !known.has(entry));
    const revisions = this.#seen.map(({ revision }) => revision);
    const isOrdered = revisions.every(
      (revision, at) => at === 0 || revision > (revisions[at - 1] ?? 0),
    );
    const broken = [
      ...lost.map((entry) => `${entry} is missing`),
      ...foreign.map((entry) => `${entry} is not in the bucket`),
      ...(doubled === 0 ? [] : [`${doubled} entries came twice`]),
      ...(isOrdered ? [] : ["the order is wrong"]),
      ...(this.#initialized === 1 ? [] : [`initialized came ${this.#initialized} times`]),
      ...(viewOf(this.#seen) === viewOf(concerned) || this.#sight.include === "updates"
        ? []
        : ["the view is another"]),
    ];
    if (broken.length > 0) {
      throw new Error(`of the watch ${this.#sight.name}: ${broken.slice(0, 10).join("; ")}`);
    }
    return { watchers: 1, delivered: this.#seen.length, lost: lost.length, doubled };
  }

  /** With `last` the entries that were overwritten before the snapshot are not due, those after it are. */
  #isDue(revision: number, lastInitial: number): boolean {
    return this.#sight.include === "last" || this.#sight.include === undefined
      ? revision > lastInitial
      : true;
  }

  #concerned(stored: readonly KvEntry[]): readonly KvEntry[] {
    const matches = matcherOf(this.#sight.filter ?? ">");
    return stored.filter(({ key }) => matches(key));
  }

  async #read(): Promise<void> {
    try {
      for await (const entry of this.#watcher) this.#seen.push(entry);
    } catch (error) {
      this.#ended = error;
    }
  }
}

function inShort(entry: KvEntry): string {
  const { revision, operation, key } = entry;
  return `${revision} ${operation} ${key} ${entry.operation === "PUT" ? entry.text() : ""}`;
}

/** The last entry of each key. */
function viewOf(entries: readonly KvEntry[]): string {
  const last = new Map(entries.map((entry) => [entry.key, inShort(entry)]));
  return [...last.values()].toSorted().join("\n");
}
