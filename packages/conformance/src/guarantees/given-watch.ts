import type { SubscribeRequest } from "@revkv/core";
import type {
  CallLine,
  RecordedEntry,
  RecordedError,
  RecordedLine,
  WatchLine,
} from "../recording/line.ts";

/** An entry as a watch was given it, with the number of its line. */
export interface Delivered {
  readonly at: number;
  readonly entry: RecordedEntry;
}

/** How a watch ended: its reader stopped it, its client closed the store, or its sink was told. */
type WatchEnding =
  | { readonly at: number; readonly how: "stopped" | "left" }
  | { readonly at: number; readonly how: "closed"; readonly error: RecordedError | null };

/** What one watch asked for and was given. Places are numbers of lines of the recording. */
export interface GivenWatch {
  /** The number of its call. */
  readonly watch: number;
  readonly client: string;
  readonly bucket: string;
  readonly request: SubscribeRequest;
  readonly calledAt: number;
  /** Where the call returned; undefined where it never did, or was refused. */
  readonly openAt: number | undefined;
  /** In the order they came. */
  readonly entries: readonly Delivered[];
  readonly caughtUpAt: readonly number[];
  /** Its reader asked for a pause and did not go on. */
  readonly isPaused: boolean;
  /** The first ending is the one that counts. */
  readonly ending: WatchEnding | undefined;
}

type Mutable = { -readonly [Name in keyof GivenWatch]: GivenWatch[Name] } & {
  entries: Delivered[];
  caughtUpAt: number[];
};

/** All watches of a recording, finite reads among them, in the order they were asked for. */
export function watchesOf(lines: readonly RecordedLine[]): readonly GivenWatch[] {
  const watches = new Map<number, Mutable>();
  for (const [at, line] of lines.entries()) {
    if ("ask" in line && line.ask === "subscribe") watches.set(line.call, begun(line, at));
    else if ("ask" in line && line.ask === "close") leave(watches.values(), line.client, at);
    else if ("watch" in line) take(watches.get(line.watch), line, at);
    else if ("return" in line && "result" in line) {
      const watch = watches.get(line.return);
      if (watch !== undefined) watch.openAt = at;
    }
  }
  return [...watches.values()];
}

function begun(call: CallLine & { readonly ask: "subscribe" }, at: number): Mutable {
  return {
    watch: call.call,
    client: call.client,
    bucket: call.bucket,
    request: call,
    calledAt: at,
    openAt: undefined,
    entries: [],
    caughtUpAt: [],
    isPaused: false,
    ending: undefined,
  };
}

function leave(watches: Iterable<Mutable>, client: string, at: number): void {
  for (const watch of watches) {
    if (watch.client === client) watch.ending ??= { at, how: "left" };
  }
}

function take(watch: Mutable | undefined, line: WatchLine, at: number): void {
  if (watch === undefined)
    throw new Error(`line ${at} is of watch ${line.watch}, which never began`);
  if ("entry" in line) watch.entries.push({ at, entry: line.entry });
  else if ("caughtUp" in line) watch.caughtUpAt.push(at);
  else if ("closed" in line) watch.ending ??= { at, how: "closed", error: line.closed };
  else if ("paused" in line) watch.isPaused = true;
  else if ("resumed" in line) watch.isPaused = false;
  else watch.ending ??= { at, how: "stopped" };
}
