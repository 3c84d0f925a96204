import {
  connect,
  isKvError,
  type KvBucket,
  type KvEntry,
  type KvManager,
  type KvMeta,
  type KvWatcher,
  type Transport,
} from "@revkv/core";
import { local, manualClock } from "@revkv/transport-local";
import { faulty, type FaultyOptions } from "../../src/faulty.ts";
import type { RecordedLine } from "../../src/recording/line.ts";
import { Recorder } from "../../src/recording/recorder.ts";
import { pass } from "../faulty/bench.ts";
import type { Run, Step } from "./random-run.ts";

const BUCKET = "b";

/** The recording of a run on a store of this process, one step after the other. */
export async function recordingOf(run: Run): Promise<readonly RecordedLine[]> {
  const { clock, recorder, lines } = newRecording();
  const player = await Player.at(recorder.wrap(local({ clock })), run);
  for (const step of run.steps) {
    if (step.does === "advance") clock.advance(step.ms);
    else await player.play(step);
  }
  return lines;
}

/**
 * The recording of a run in which every second step goes over a faulty connection, and no step waits for the one
 * before it. In the end everything is well.
 */
export async function troubledRecordingOf(
  run: Run,
  trouble: FaultyOptions,
): Promise<readonly RecordedLine[]> {
  const { clock, recorder, lines } = newRecording();
  const shared = local({ clock });
  const store = faulty(shared, { ...trouble, clock });
  const sound = await Player.at(recorder.wrap(shared, { client: "sound" }), run);
  const opening = Player.at(recorder.wrap(store, { client: "troubled" }), run).catch(passing);
  await pass(clock, 100);
  const troubled = (await opening) ?? sound;
  const underWay = new Set<Promise<void>>();
  const begin = (playing: Promise<void>): void => {
    underWay.add(playing);
    void playing.catch(passing).finally(() => underWay.delete(playing));
  };
  for (const [at, step] of run.steps.entries()) {
    if (step.does === "advance") await pass(clock, step.ms / 100);
    else begin((at % 2 === 0 ? sound : troubled).play(step));
    await pass(clock, 1);
  }
  while (underWay.size > 0) await pass(clock, 1);
  store.heal();
  await pass(clock, 200);
  return lines;
}

/** Calls fail on a faulty connection, and on a bucket that is being made again. */
function passing(error: unknown): undefined {
  if (!isKvError(error)) throw error;
  return undefined;
}

interface Recording {
  readonly clock: ReturnType<typeof manualClock>;
  readonly recorder: Recorder;
  readonly lines: readonly RecordedLine[];
}

function newRecording(): Recording {
  const lines: RecordedLine[] = [];
  const clock = manualClock();
  const write = (line: string): void => void lines.push(JSON.parse(line) as RecordedLine);
  return { clock, recorder: new Recorder({ title: "a random run", write, clock }), lines };
}

/** One client, who does steps. */
class Player {
  readonly #transport: Transport;
  readonly #config: Run["config"];
  #manager: KvManager;
  #bucket: KvBucket;
  readonly #watchers: KvWatcher<KvEntry | KvMeta>[] = [];
  #values = 0;

  private constructor(transport: Transport, { config }: Run, manager: KvManager, bucket: KvBucket) {
    this.#transport = transport;
    this.#config = config;
    this.#manager = manager;
    this.#bucket = bucket;
  }

  static async at(transport: Transport, run: Run): Promise<Player> {
    const manager = await connect(transport);
    return new Player(transport, run, manager, await manager.create(BUCKET, run.config));
  }

  async play(step: Exclude<Step, { readonly does: "advance" }>): Promise<void> {
    const bucket = this.#bucket;
    switch (step.does) {
      case "put":
        this.#values += 1;
        return void (await bucket.put(step.key, `${this.#transport.name} ${this.#values}`));
      case "delete":
      case "purge":
        return void (await bucket[step.does](step.key));
      case "watch":
        return this.#watch(step);
      case "stop":
        return this.#watchers[step.at]?.stop();
      case "history":
      case "keys":
        return read(bucket[step.does](step.filter), step.isLeft);
      case "purgeDeletes":
        return void (await bucket.purgeDeletes({ olderThanMs: 0 }));
      case "update":
        return void (await this.#manager.update(BUCKET, {
          ...this.#config,
          history: step.history,
        }));
      case "remake":
        await this.#manager.delete(BUCKET);
        return void (await this.#manager.create(BUCKET, this.#config));
      case "reconnect":
        return this.#reconnect();
    }
  }

  async #watch({ filter, start, metaOnly }: Step & { readonly does: "watch" }): Promise<void> {
    const opening: Promise<KvWatcher<KvEntry | KvMeta>> = metaOnly
      ? this.#bucket.watch(filter, { ...start, metaOnly })
      : this.#bucket.watch(filter, start);
    this.#watchers.push(await opening);
  }

  async #reconnect(): Promise<void> {
    await this.#manager.close();
    this.#manager = await connect(this.#transport);
    this.#bucket = await this.#manager.open(BUCKET);
  }
}

async function read(list: AsyncIterable<unknown>, isLeft: boolean): Promise<void> {
  for await (const _ of list) if (isLeft) return;
}
