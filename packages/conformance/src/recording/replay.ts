import { withinPatience } from "../commands/outcome.ts";
import { brief, print } from "../commands/print.ts";
import type { TestedStore } from "../commands/store-profile.ts";
import { comparableEnd, without } from "./comparable.ts";
import { isCut, isOfTheWay, mayHaveHappened } from "./doubt.ts";
import type { CallLine, RecordedLine, ReturnLine, SubscribeCall, WatchLine } from "./line.ts";
import { Overlaps } from "./overlaps.ts";
import { pausesIn, type Pauses } from "./pauses.ts";
import { endsOf, playOrder, type CallEnds } from "./play-order.ts";
import { ReplayStage } from "./replay-stage.ts";
import { ReplayTime } from "./replay-time.ts";
import { ReplayedWatch } from "./replayed-watch.ts";

/** How a replay is done. */
export interface ReplayOptions {
  /** How long an answer or a delivery may take, and the longest time that is let pass between two lines. */
  readonly patienceMs?: number;
}

/**
 * Makes the calls of a recording to another store, one after the other in the order in which they began, and
 * compares what each gives, how it fails, and what every watch is given. Buckets have the names that
 * they had, must not be there before, and are deleted afterwards.
 *
 * Not compared are `createdMs`, the words of errors, `delta` of live entries, the order of `readMany`, and,
 * where the backend is another one, `backingStore` and `ignored` of a status. A call that failed on its way
 * to the store is left out. Where it may have happened all the same, the replay ends and says so; where
 * calls overlapped, a difference says that their order is not recorded.
 *
 * A clock that can be turned shows at each line what the recording's showed. On real time a replay
 * waits, where a time to live or an age is in question.
 *
 * @returns The first difference, in words; undefined when there is none.
 *
 * @example
 * const lines: string[] = [];
 * const recorder = new Recorder({ title: "one put", write: (line) => lines.push(line) });
 * const manager = await connect(recorder.wrap(local()));
 * await (await manager.create("orders")).put("a", "1");
 * console.log(await replay(parseRecording(lines.join("\n")), { transport: local() })); // undefined
 * const spoilt = parseRecording(lines.join("\n").replace('"result":1', '"result":2'));
 * const difference = await replay(spoilt, { transport: local() });
 * console.log(difference?.endsWith("recorded 2, here 1")); // true
 */
export async function replay(
  recording: readonly RecordedLine[],
  store: TestedStore,
  { patienceMs = 5_000 }: ReplayOptions = {},
): Promise<string | undefined> {
  return new Replay(recording, store, patienceMs).run();
}

/** One replay: made, run once, over. */
class Replay {
  readonly #lines: readonly RecordedLine[];
  readonly #title: string;
  readonly #isSameBackend: boolean;
  readonly #patienceMs: number;
  readonly #ends: CallEnds;
  readonly #pauses: Pauses;
  readonly #overlaps: Overlaps;
  readonly #stage: ReplayStage;
  readonly #time: ReplayTime;
  readonly #watches = new Map<number, ReplayedWatch>();

  constructor(lines: readonly RecordedLine[], store: TestedStore, patienceMs: number) {
    const [header] = lines;
    if (header === undefined || !("recording" in header)) {
      throw new Error("a recording begins with its header");
    }
    this.#lines = lines;
    this.#title = header.title;
    this.#isSameBackend = header.backend === store.transport.name;
    this.#patienceMs = patienceMs;
    this.#ends = endsOf(lines);
    this.#pauses = pausesIn(lines);
    this.#overlaps = new Overlaps(this.#ends);
    this.#stage = new ReplayStage(store.transport, (call) => this.#newWatch(call));
    this.#time = new ReplayTime(lines, store.clock, patienceMs);
  }

  async run(): Promise<string | undefined> {
    const made = this.#lines.flatMap((line) =>
      "call" in line && line.ask === "createBucket" ? [line.bucket] : [],
    );
    const buckets = new Set(made);
    try {
      await this.#stage.requireNone(buckets);
      const difference = await this.#play();
      await this.#stage.remove(buckets);
      return difference ?? this.#surplusOfAll();
    } finally {
      await this.#stage.close();
    }
  }

  async #play(): Promise<string | undefined> {
    for (const { line, number } of playOrder(this.#lines)) {
      if ("recording" in line) continue;
      const difference = (await this.#time.reach(line.atMs)) ?? (await this.#take(line));
      if (difference !== undefined) return `${this.#title}, line ${number}: ${difference}`;
    }
    return undefined;
  }

  async #take(line: CallLine | ReturnLine | WatchLine): Promise<string | undefined> {
    if ("call" in line) return this.#call(line);
    if ("watch" in line) return this.#watch(line);
    this.#overlaps.ended(line.return);
    return undefined;
  }

  async #call(call: CallLine): Promise<string | undefined> {
    const recorded = this.#ends.get(call.call);
    const failure = recorded !== undefined && "error" in recorded ? recorded.error : undefined;
    if (mayHaveHappened(call, recorded)) {
      const why = failure === undefined ? "never returned" : `failed with ${failure.code}`;
      return `${callInWords(call)} ${why} and may have happened: nobody can repeat what follows`;
    }
    if (isOfTheWay(failure)) return undefined;
    this.#overlaps.began(call);
    const found = await this.#stage.ask(call, this.#patienceMs);
    if (recorded === undefined) return undefined;
    return this.#difference(
      call,
      comparableEnd(call, recorded, this.#isSameBackend),
      comparableEnd(call, found, this.#isSameBackend),
    );
  }

  async #watch(line: WatchLine): Promise<string | undefined> {
    const watch = this.#watches.get(line.watch);
    // Its call was left out, or it pauses by itself where the recorded one did.
    if (watch === undefined || "paused" in line) return undefined;
    if ("resumed" in line) {
      watch.resume();
      return undefined;
    }
    if ("stopped" in line || ("closed" in line && isCut(line.closed))) {
      await watch.stop();
      return this.#surplus(watch);
    }
    const recorded = watch.comparable(line);
    const given = await withinPatience(watch.next(), this.#patienceMs).catch(() => undefined);
    if (given === undefined) {
      return this.#words(watch.call, brief(recorded), `nothing in ${this.#patienceMs} ms`);
    }
    const found = watch.comparable(given);
    watch.pass(given);
    return this.#difference(watch.call, recorded, found);
  }

  #newWatch(call: SubscribeCall): ReplayedWatch {
    const watch = new ReplayedWatch(call, this.#pauses.get(call.call));
    this.#watches.set(call.call, watch);
    return watch;
  }

  #surplusOfAll(): string | undefined {
    for (const watch of this.#watches.values()) {
      const surplus = this.#surplus(watch);
      if (surplus !== undefined) return `${this.#title}: ${surplus}`;
    }
    return undefined;
  }

  #surplus(watch: ReplayedWatch): string | undefined {
    const surplus = watch.surplus();
    return surplus && this.#words(watch.call, "nothing more", brief(watch.comparable(surplus)));
  }

  #difference(call: CallLine, recorded: unknown, here: unknown): string | undefined {
    if (print(recorded) === print(here)) return undefined;
    return this.#words(call, brief(recorded), brief(here));
  }

  #words(call: CallLine, recorded: string, here: string): string {
    return `${callInWords(call)}: recorded ${recorded}, here ${here}${this.#overlaps.noteOn(call)}`;
  }
}

function callInWords(line: CallLine): string {
  const { call, client, bucket, ask } = line;
  const place = bucket === "" ? "" : ` of ${bucket}`;
  const request = brief(without(line, ["call", "client", "bucket", "ask", "atMs"]));
  return `call ${call} by ${client}, ${ask}${place}${request === "{}" ? "" : ` ${request}`}`;
}
