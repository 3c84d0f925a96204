import type { ServedLog } from "@revkv/core/engine";
import type { Stream } from "../streams/streams.ts";
import type { Consumer } from "./consumer.ts";

/** The consumers of all streams, found by what is known of them. */
export class ConsumerSet {
  /** By their buckets: one that is made again under its name has none. */
  readonly #byLog = new Map<ServedLog, Map<string, Consumer>>();
  readonly #bySubject = new Map<string, Set<Consumer>>();

  /** The consumers of a stream, by name. */
  of({ log }: Pick<Stream, "log">): ReadonlyMap<string, Consumer> {
    return this.#byLog.get(log) ?? new Map<string, Consumer>();
  }

  /** Those that deliver to a subject; one that ends meanwhile is among them. */
  deliveringTo(subject: string): readonly Consumer[] {
    return [...(this.#bySubject.get(subject) ?? [])];
  }

  /** Puts a consumer in. */
  add(consumer: Consumer): void {
    const known = this.#byLog.get(consumer.log);
    if (known === undefined) this.#byLog.set(consumer.log, new Map([[consumer.name, consumer]]));
    else known.set(consumer.name, consumer);
    const { deliver_subject: subject } = consumer.config;
    if (subject === undefined) return;
    const same = this.#bySubject.get(subject);
    if (same === undefined) this.#bySubject.set(subject, new Set([consumer]));
    else same.add(consumer);
  }

  /** Takes a consumer out; false when it is not there any more. */
  remove(consumer: Consumer): boolean {
    const { log, name } = consumer;
    const known = this.#byLog.get(log);
    if (known?.get(name) !== consumer) return false;
    known.delete(name);
    if (known.size === 0) this.#byLog.delete(log);
    const subject = consumer.config.deliver_subject ?? "";
    const same = this.#bySubject.get(subject);
    same?.delete(consumer);
    if (same?.size === 0) this.#bySubject.delete(subject);
    return true;
  }

  /** All there are. */
  all(): readonly Consumer[] {
    return [...this.#byLog.values()].flatMap((known) => [...known.values()]);
  }
}
