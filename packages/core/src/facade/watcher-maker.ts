import type { EntryShape } from "../words/entry-shape.ts";
import type { WatchPlan } from "./watch-options.ts";

/** What a watcher is made of. */
export interface WatcherMaker<E> {
  readonly plan: WatchPlan;
  /** What it hands out. */
  readonly shape: EntryShape<E>;
  /** Gets what a listener threw. */
  readonly report: (error: unknown) => void;
  /** Called once, when the watcher ends. */
  ended(): void;
}
