import { ServedLog, type Engine } from "@revkv/core/engine";
import type { KvConfig } from "@revkv/core/words";
import { bucketOf, toStreamConfig } from "@revkv/transport-nats/mapping";
import { isSame } from "../api/same.ts";
import { kvConfigOf, prefixOf, rulesOf } from "./bucket-stream.ts";
import { draftOf, settingsOf } from "./draft.ts";
import { judgeStream } from "./judge.ts";
import { copyOrigins, type Copied } from "./origins-copied.ts";
import { refuse } from "./refuse.ts";
import type { StreamRequest, StreamSettings } from "./settings.ts";
import type { Stream } from "./stream.ts";
import { subjectMapper, type SubjectMapper } from "./subject-mapper.ts";
import { checkUpdate } from "./update.ts";

export type { Stream } from "./stream.ts";

/** What is kept beside the settings of a bucket: the stream that it is, and what its settings meant for it. */
interface Note {
  readonly stream: Stream;
  readonly meant: KvConfig;
  /** Where it copies from. */
  readonly copied?: Copied | undefined;
}

/**
 * The buckets of an engine as streams, whoever made them. The settings of a stream as they came are kept
 * beside the bucket; the process itself may make buckets and change their settings meanwhile.
 */
export class Streams {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** All streams, by name. */
  all(): Stream[] {
    const streams = this.#engine.names().map((bucket) => this.#streamOf(bucket));
    return streams.filter((stream) => stream !== undefined);
  }

  /** The stream of a name; undefined when there is none. */
  find(name: string): Stream | undefined {
    const bucket = bucketOf(name);
    return bucket === undefined ? undefined : this.#streamOf(bucket);
  }

  /** The same, refused when there is none. */
  get(name: string): Stream {
    return this.find(name) ?? refuse("noStream");
  }

  /** Makes a stream, or finds the one with the same settings. */
  create(request: StreamRequest): Stream {
    const settings = this.judge(request);
    if (settings.num_replicas > 1) refuse("replicas");
    const known = this.find(settings.name);
    if (known !== undefined) {
      return isSame(settings, known.settings) ? known : refuse("streamExists");
    }
    const config = kvConfigOf(settings);
    const prefixBytes = prefixOf(settings).length;
    const placed = this.#engine.place(bucketOf(settings.name) ?? "", config, prefixBytes);
    const log = ServedLog.of(placed);
    return this.#copying(this.#noted(log, settings));
  }

  /** Judges what a stream is to become, before it is known whether there is one. */
  judge(request: StreamRequest): StreamSettings {
    return judgeStream(request, { find: (name) => this.find(name)?.settings });
  }

  /** Changes the settings of a stream. */
  update(settings: StreamSettings): Stream {
    const { log, settings: inForce } = this.get(settings.name);
    checkUpdate(inForce, settings);
    log.update(kvConfigOf(settings));
    return this.#copying(this.#noted(log, settings));
  }

  /** Removes a stream with all it holds. */
  delete(name: string): void {
    const { log } = this.get(name);
    this.#engine.delete(log.name);
  }

  /** The bucket of a log as a stream. */
  of(log: ServedLog): Stream {
    const note = log.note as Note | undefined;
    if (note?.meant === log.given) return note.stream;
    // The process has made or changed it: the stream is what a client would have asked for.
    const asked = toStreamConfig(log.name, log.given);
    const republish = asked.republish && { ...asked.republish, src: asked.republish.src ?? ">" };
    const given = Object.entries({ ...note?.stream.settings, ...asked, republish });
    const told = Object.fromEntries(given.filter(([, value]) => value !== undefined));
    return this.#noted(log, settingsOf(draftOf(told)));
  }

  #streamOf(bucket: string): Stream | undefined {
    const log = this.#engine.find(bucket);
    return log && this.of(ServedLog.of(log));
  }

  /** Has it follow its origins. */
  #copying(stream: Stream): Stream {
    const { log } = stream;
    const note = log.note as Note;
    log.note = { ...note, copied: copyOrigins(this.#engine, stream, note.copied) };
    return stream;
  }

  #noted(log: ServedLog, settings: StreamSettings): Stream {
    const prefix = prefixOf(settings);
    const stream: Stream = { log, settings, prefix, destinationOf: destinationOf(settings) };
    const { copied } = (log.note ?? {}) as Partial<Note>;
    const note: Note = { stream, meant: log.given, copied };
    log.note = note;
    log.declared = rulesOf(settings);
    return stream;
  }
}

/** Where what is stored is sent on to; the settings of a process may name no mapping at all. */
function destinationOf({ republish }: StreamSettings): SubjectMapper | undefined {
  if (republish === undefined || republish.dest === "") return undefined;
  return subjectMapper(republish.src, republish.dest);
}
