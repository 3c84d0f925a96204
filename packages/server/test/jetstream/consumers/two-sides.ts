import { expect } from "vitest";
import type { OwnSide } from "./own-side.ts";
import { plain, type Got, type Side } from "./side.ts";

const PATIENCE_MS = 3_000;

/** The same things done on this server and on a real one, and what came of them held against each other. */
export class TwoSides {
  readonly own: OwnSide;
  readonly real: Side;
  readonly #masked: readonly string[];
  readonly #subjects = new Set<string>();
  #requests = 0;

  /** @param masked - Fields of answers that are not compared. */
  constructor(own: OwnSide, real: Side, masked: readonly string[] = []) {
    this.own = own;
    this.real = real;
    this.#masked = masked;
  }

  /** Listens on both sides from now on. */
  subscribe(subject: string, queue?: string): void {
    this.#subjects.add(subject);
    for (const side of this.#both()) side.subscribe(subject, queue);
  }

  /** Listens no longer; what came is still compared. */
  unsubscribe(subject: string): void {
    for (const side of this.#both()) side.unsubscribe(subject);
  }

  publish(message: { readonly subject: string } & Partial<Got>): void {
    for (const side of this.#both()) side.publish(message);
  }

  /** Asks both sides, and gives what this one says once both have answered the same. */
  async ask(subject: string, body: object | string = "", headers = ""): Promise<Got | undefined> {
    this.#requests += 1;
    const reply = `reply.${this.#requests}`;
    this.subscribe(reply);
    const text = typeof body === "string" ? body : JSON.stringify(body);
    this.publish({ subject, reply, body: text, headers });
    await this.settled();
    return this.own.got(reply).at(-1);
  }

  /** Asks the API. */
  async api(path: string, body?: object | string): Promise<Got | undefined> {
    return this.ask(`$JS.API.${path}`, body);
  }

  /** Waits until the real server has sent as much as this one, and compares all of it. */
  async settled(): Promise<void> {
    await this.own.pause();
    await this.real.pause();
    await expect
      .poll(() => this.#counts(this.real), { timeout: PATIENCE_MS, interval: 2 })
      .toEqual(this.#counts(this.own));
    expect(this.#heard(this.own)).toEqual(this.#heard(this.real));
  }

  async close(): Promise<void> {
    await Promise.all([this.own.close(), this.real.close()]);
  }

  #both(): readonly Side[] {
    return [this.own, this.real];
  }

  #counts(side: Side): readonly (readonly [string, number])[] {
    return [...this.#subjects].map((subject) => [subject, side.got(subject).length]);
  }

  #heard(side: Side): Record<string, readonly Got[]> {
    const heard = [...this.#subjects].map((subject) => [
      subject,
      side.got(subject).map((got) => plain(got, this.#masked)),
    ]);
    return Object.fromEntries(heard) as Record<string, readonly Got[]>;
  }
}
