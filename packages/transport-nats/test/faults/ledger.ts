import { isKvError, type KvEntry, type KvOperation } from "@revkv/core";
import type { Figures } from "./figures.ts";
import { within } from "./within.ts";

/** One write, as its writer knows it. No two are alike: values are unique, and a key is deleted once. */
export interface Deed {
  readonly writer: string;
  readonly key: string;
  readonly operation: KvOperation;
  readonly value: string;
}

/** How a write ended: with its revision, surely not stored, or nobody knows. */
export type Outcome = number | "refused" | "unknown";

/** Ways in which a write may fail while servers and connections do; a lost race is told apart. */
const FAILURES = ["TIMEOUT", "DISCONNECTED", "UNAVAILABLE"] as const;
const CONFLICTS = ["KEY_EXISTS", "REVISION_MISMATCH"] as const;

/** Each write of a run and how it ended, to be held against what the bucket has in the end. */
export class Ledger {
  readonly #outcomes = new Map<string, Outcome>();
  readonly #lastOf = new Map<string, number>();
  readonly #unsureKeys = new Set<string>();
  readonly #revisions = new Set<number>();
  #isFair = true;

  /** The revisions that writers got until now. */
  get acknowledgedRevisions(): ReadonlySet<number> {
    return this.#revisions;
  }

  /** From now on others write the same keys too, so that any write may lose a race. */
  expectRaces(): void {
    this.#isFair = false;
  }

  /** Waits for the end of a write and notes it; throws for an end that it must not have. */
  async note(deed: Deed, write: () => Promise<number>): Promise<Outcome> {
    const outcome = await this.#outcomeOf(deed, write);
    const name = nameOf(deed);
    if (this.#outcomes.has(name)) throw new Error(`two writes are alike: ${name}`);
    this.#outcomes.set(name, outcome);
    if (outcome === "unknown") this.#unsureKeys.add(deed.key);
    if (typeof outcome === "number") this.#acknowledge(deed, outcome);
    return outcome;
  }

  /** Holds the writes against all entries of the bucket, oldest first; throws for a promise that was broken. */
  judge(stored: readonly KvEntry[]): Partial<Figures> {
    const byName = new Map<string, KvEntry[]>();
    for (const entry of stored) {
      const name = nameOf(deedOf(entry));
      byName.set(name, [...(byName.get(name) ?? []), entry]);
    }
    const doubled = [...byName].filter(([, entries]) => entries.length > 1);
    const lost: string[] = [];
    const ghosts = [...byName.keys()].filter((name) => !this.#outcomes.has(name));
    for (const [name, outcome] of this.#outcomes) {
      const revision = byName.get(name)?.[0]?.revision;
      if (typeof outcome === "number" && revision !== outcome) {
        lost.push(`${name} was acknowledged at ${outcome} and is at ${revision}`);
      }
      if (outcome === "refused" && revision !== undefined) ghosts.push(`${name} was refused`);
    }
    const all = [...this.#outcomes];
    const broken = [...doubled.map(([name]) => `${name} is there twice`), ...lost, ...ghosts];
    if (broken.length > 0) throw new Error(`of the writes: ${broken.slice(0, 10).join("; ")}`);
    const count = (wanted: Outcome): number =>
      all.filter(([, outcome]) => outcome === wanted).length;
    return {
      acknowledged: this.#revisions.size,
      refused: count("refused"),
      unknown: count("unknown"),
      unknownStored: all.filter(([name, outcome]) => outcome === "unknown" && byName.has(name))
        .length,
      lost: lost.length,
      doubled: doubled.length,
    };
  }

  async #outcomeOf(deed: Deed, write: () => Promise<number>): Promise<Outcome> {
    try {
      // A write may have to ask why it was refused, and a create looks at what stands in its way.
      return await within(3, `${deed.operation} of ${deed.key}`, write());
    } catch (error) {
      for (const code of FAILURES) {
        if (!isKvError(error, code)) continue;
        return "outcomeUnknown" in error && error.outcomeUnknown ? "unknown" : "refused";
      }
      const mayRace = !this.#isFair || this.#unsureKeys.has(deed.key);
      if (mayRace && CONFLICTS.some((code) => isKvError(error, code))) return "refused";
      throw error;
    }
  }

  #acknowledge({ writer, key }: Deed, revision: number): void {
    const last = this.#lastOf.get(writer) ?? 0;
    if (revision <= last) throw new Error(`${writer} got ${revision} for ${key} after ${last}`);
    if (this.#revisions.has(revision)) throw new Error(`two writers got revision ${revision}`);
    this.#lastOf.set(writer, revision);
    this.#revisions.add(revision);
  }
}

function nameOf({ operation, key, value }: Omit<Deed, "writer">): string {
  return `${operation} ${key} ${value}`;
}

function deedOf(entry: KvEntry): Omit<Deed, "writer"> {
  const { operation, key } = entry;
  return { operation, key, value: operation === "PUT" ? entry.text() : "" };
}
