import type { Fact, PastWrite, Sight } from "./fact.ts";
import { grouped } from "../grouped.ts";

/** A revision that an entry of the key surely has, and what is known of the entry. */
export interface Slot extends Sight {
  readonly revision: number;
  /** When the first who saw it had: its write had begun. */
  readonly before: number;
  /** The write that it surely is of; undefined where several may be meant, or none is known. */
  readonly writer: PastWrite | undefined;
}

/**
 * The revisions that are known of a key, in their order: those that writers were told, those that somebody saw,
 * and those that an accepted compare-and-set demanded. Where the value of a write with an unknown end was seen,
 * and no other such write has it, that settles that it was stored, and where.
 */
export class Slots {
  readonly all: readonly Slot[];
  /** Writes with an unknown end of which it is not settled whether they were stored, or where. */
  readonly loose: readonly PastWrite[];
  readonly #places: ReadonlyMap<number, number>;
  readonly #wanted: ReadonlySet<string>;

  constructor(facts: readonly Fact[]) {
    const writes = facts.filter((fact) => fact.kind === "write");
    const told = new Map(writes.map((write) => [write.revision, write]));
    const unknown = grouped(
      writes.filter(({ revision }) => revision === undefined),
      nameOf,
    );
    const settled = new Set<PastWrite>();
    this.all = sightsByRevision(facts).map((sight) => {
      const [only, ...others] = unknown.get(nameOf(sight)) ?? [];
      const isSettled = only !== undefined && others.length === 0 && !settled.has(only);
      const writer = told.get(sight.revision) ?? (isSettled ? only : undefined);
      if (writer !== undefined) settled.add(writer);
      return { ...sight, writer };
    });
    this.loose = [...unknown.values()].flat().filter((write) => !settled.has(write));
    this.#places = new Map(this.all.map(({ revision }, place) => [revision, place]));
    this.#wanted = new Set(this.all.filter(({ writer }) => writer === undefined).map(nameOf));
  }

  /** The place of a revision in the order of all; undefined where nothing is known of it. */
  placeOf(revision: number): number | undefined {
    return this.#places.get(revision);
  }

  /** Whether a slot without a writer has the value of this write: then others cannot stand for it. */
  isWanted(write: PastWrite): boolean {
    return this.#wanted.has(nameOf(write));
  }
}

/** What is known of each revision from 1 on, in their order. */
function sightsByRevision(facts: readonly Fact[]): readonly Omit<Slot, "writer">[] {
  const known = new Map<number, Omit<Slot, "writer">>();
  for (const fact of facts) {
    for (const { revision = 0, operation, value } of sightsOf(fact)) {
      if (revision < 1) continue;
      const fields = { ...(operation && { operation }), ...(value && { value }) };
      const others = known.get(revision);
      const before = Math.min(fact.to, others?.before ?? Infinity);
      known.set(revision, { ...fields, ...others, revision, before });
    }
  }
  return [...known.values()].toSorted((a, b) => a.revision - b.revision);
}

function sightsOf(fact: Fact): readonly Sight[] {
  if (fact.kind !== "write") return [fact.saw];
  const { revision, expected, operation, value } = fact;
  if (revision === undefined) return [];
  const demanded = typeof expected === "number" ? [{ revision: expected }] : [];
  return [{ revision, operation, value }, ...demanded];
}

function nameOf({ operation, value }: Sight): string {
  return `${operation} ${value}`;
}
