import { describeServers } from "@revkv/dev/nats-server";
import { afterEach, beforeEach } from "vitest";
import { OwnSide } from "./own-side.ts";
import type { Got } from "./side.ts";
import { TwoSides } from "./two-sides.ts";
import { WireSide } from "./wire-side.ts";

/** A bucket with a few entries, the same one on this server and on a real one. */
export class Pair {
  readonly #prefix: string;
  #sides: TwoSides | undefined;
  #count = 0;

  /** @param prefix - What the names of its buckets begin with. */
  constructor(prefix = "b") {
    this.#prefix = prefix;
  }

  /** Both servers at once. */
  get sides(): TwoSides {
    if (this.#sides === undefined) throw new Error("no test has begun");
    return this.#sides;
  }

  get bucket(): string {
    return this.#prefix + this.#count;
  }

  get stream(): string {
    return `KV_${this.bucket}`;
  }

  /** Asks for a consumer; `path` stands behind the stream in the subject. */
  async create(path: string, config: object, more: object = {}): Promise<Got | undefined> {
    const body = { stream_name: this.stream, config, ...more };
    return this.sides.api(`CONSUMER.CREATE.${this.stream}${path}`, body);
  }

  /** Asks for messages; those come to the subject that is given back. */
  next(consumer: string, body: object | string, reply: string): void {
    this.sides.subscribe(reply);
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const subject = `$JS.API.CONSUMER.MSG.NEXT.${this.stream}.${consumer}`;
    this.sides.publish({ subject, reply, body: text });
  }

  async put(key: string, body = key, headers = ""): Promise<void> {
    await this.sides.ask(`$KV.${this.bucket}.${key}`, body, headers);
  }

  /** @param masked - Fields of answers that are not compared. */
  async begin(port: number, settings: object, masked: readonly string[] = []): Promise<void> {
    this.#count += 1;
    this.#sides = new TwoSides(new OwnSide(), await WireSide.open(port), masked);
    await this.sides.api(`STREAM.CREATE.${this.stream}`, {
      name: this.stream,
      subjects: [`$KV.${this.bucket}.>`],
      max_msgs_per_subject: 3,
      storage: "memory",
      discard: "new",
      allow_rollup_hdrs: true,
      ...settings,
    });
    for (const key of ["a", "b", "a", "c.x"]) await this.put(key);
  }

  /** The stream goes: its consumers would deliver to the next test's subjects. */
  async end(): Promise<void> {
    this.#sides?.publish({ subject: `$JS.API.STREAM.DELETE.${this.stream}` });
    await this.#sides?.real.pause();
    await this.#sides?.close();
  }
}

/** Declares tests that do the same things on both servers; everything that comes of them is compared. */
export function describeBoth(title: string, tests: (pair: Pair) => void, settings = {}): void {
  describeServers(title, { versions: "newest", isReal: true }, (server) => {
    const pair = new Pair();
    beforeEach(() => pair.begin(server().port, settings));
    afterEach(() => pair.end());
    tests(pair);
  });
}
