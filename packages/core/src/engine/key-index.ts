import type { Steps } from "../base/steps.ts";
import { isLiteral, matcherOf } from "../words/filter.ts";
import type { KeyLog } from "./key-log.ts";

/** Some logs, and how many. */
interface Logs extends Iterable<KeyLog> {
  readonly size: number;
}

/**
 * Finds the keys that match a filter. For each position it knows which keys have a token there, so
 * that a filter walks the shortest of the lists that its literal tokens name, not all keys. The lists
 * are made with the first filter that needs them: a bucket that is never filtered pays nothing.
 */
export class KeyIndex {
  readonly #logs = new Map<string, KeyLog>();
  readonly #steps: Steps;
  #positions: Map<string, Set<KeyLog>>[] | undefined;

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  /** The log of a key, if it has one. */
  get(key: string): KeyLog | undefined {
    return this.#logs.get(key);
  }

  /** Takes in the log of a new key. */
  add(log: KeyLog): void {
    this.#logs.set(log.key, log);
    if (this.#positions !== undefined) list(this.#positions, log);
  }

  /** Forgets a key. */
  remove(log: KeyLog): void {
    this.#logs.delete(log.key);
    for (const [at, token] of this.#positions === undefined ? [] : log.key.split(".").entries()) {
      const lists = this.#positions?.[at];
      const logs = lists?.get(token);
      logs?.delete(log);
      if (logs?.size === 0) lists?.delete(token);
    }
  }

  /** Forgets all keys. */
  clear(): void {
    this.#logs.clear();
    this.#positions = undefined;
  }

  /** All logs, in no particular order. */
  all(): Logs {
    return { size: this.#logs.size, [Symbol.iterator]: () => this.#logs.values() };
  }

  /** The logs of the keys that match a filter, in no particular order. */
  *matching(filter: string): Iterable<KeyLog> {
    if (isLiteral(filter)) {
      const log = this.#logs.get(filter);
      this.#steps.keys += 1;
      if (log !== undefined) yield log;
      return;
    }
    const matches = matcherOf(filter);
    for (const log of this.#shortestList(filter)) {
      this.#steps.keys += 1;
      if (matches(log.key)) yield log;
    }
  }

  /** How many keys {@link matching} would visit. */
  countFor(filter: string): number {
    return isLiteral(filter) ? 1 : this.#shortestList(filter).size;
  }

  #shortestList(filter: string): Logs {
    const tokens = filter.split(".");
    if (tokens.every((token) => token === "*" || token === ">")) return this.all();
    this.#positions ??= this.#listed();
    let shortest = this.all();
    for (const [at, token] of tokens.entries()) {
      if (token === "*" || token === ">") continue;
      const logs: Logs = this.#positions[at]?.get(token) ?? new Set<KeyLog>();
      if (logs.size < shortest.size) shortest = logs;
    }
    return shortest;
  }

  #listed(): Map<string, Set<KeyLog>>[] {
    const positions: Map<string, Set<KeyLog>>[] = [];
    for (const log of this.#logs.values()) list(positions, log);
    return positions;
  }
}

function list(positions: Map<string, Set<KeyLog>>[], log: KeyLog): void {
  for (const [at, token] of log.key.split(".").entries()) {
    const lists = (positions[at] ??= new Map<string, Set<KeyLog>>());
    const logs = lists.get(token);
    if (logs === undefined) lists.set(token, new Set([log]));
    else logs.add(log);
  }
}
