import { eventsOf, revisionOf } from "./events.ts";
import type { Fact, KeyHistory, PastWrite, Sight, Sighting } from "./fact.ts";
import { Slots, type Slot } from "./slots.ts";
import { EMPTY, forgetful, isSeenAs, nameOf, type State } from "./state.ts";

/** With more states than so many at once, it is forgotten which loose writes were stored. */
const MOST_STATES = 200;

/**
 * Looks for an order of all that happened to a key in which each call takes effect at one moment between its
 * beginning and its end: the search of Wing and Gong as Lowe improved it, which goes through the recording
 * once, keeps the states that the key may be in, and lets a write take effect no earlier than the end of some
 * call demands. Revisions leave it little choice: what has one comes in its order. A sighting is met as soon as
 * it is true, since that changes nothing for others.
 */
export class Search {
  readonly slots: Slots;
  /** The last entries that the key may have had while the traced call was under way. */
  readonly traced: Set<Sight> = new Set();
  /** How far those states got that could not come to where a call had to be. */
  furthest: State = EMPTY;
  readonly #facts: readonly Fact[];
  readonly #taken: ReadonlySet<number>;
  readonly #trace: Fact | undefined;
  readonly #underWay = new Set<Sighting>();
  #states: readonly State[] = [EMPTY];
  #now = 0;

  /** @param trace - A call whose time is to be traced. */
  constructor({ facts, taken }: KeyHistory, trace?: Fact) {
    this.slots = new Slots(facts);
    this.#facts = facts;
    this.#taken = taken;
    this.#trace = trace;
  }

  /** Gives the first call that has ended and fits in nowhere; undefined where all do. */
  run(): Fact | undefined {
    const judged = this.#facts.filter((fact) => fact.kind !== "glimpse");
    for (const { at, fact } of eventsOf(judged)) {
      this.#now = at;
      if (at === fact.from) this.#begin(fact);
      else if (!this.#end(fact)) return fact;
    }
    // What was seen only by who may be late has to have been written too, at some time.
    this.#now = Infinity;
    const isWhole = this.#reach(({ filled }) => filled === this.slots.all.length).length > 0;
    const missing = this.slots.all[this.furthest.filled]?.revision;
    return isWhole ? undefined : this.#facts.find((fact) => revisionOf(fact) === missing);
  }

  #begin(fact: PastWrite | Sighting): void {
    if (fact === this.#trace) for (const { last } of this.#states) this.traced.add(last);
    if (fact.kind === "write") return;
    this.#underWay.add(fact);
    this.#states = this.#states.map((state) => this.#meeting(state));
  }

  /** Whether the call can have taken effect by now. */
  #end(fact: PastWrite | Sighting): boolean {
    this.#states = this.#reach((state) => this.#isIn(state, fact));
    if (fact.kind === "sighting") {
      this.#underWay.delete(fact);
      this.#states = this.#states.map((state) => ({ ...state, met: less(state.met, fact) }));
    }
    return this.#states.length > 0;
  }

  #isIn({ met, filled }: State, fact: PastWrite | Sighting): boolean {
    if (fact.kind === "sighting") return met.has(fact);
    const place = this.slots.placeOf(fact.revision ?? 0) ?? Infinity;
    return filled > place && this.slots.all[place]?.writer === fact;
  }

  /** The states that will do, and those that come of the others by no more writes than it takes. */
  #reach(willDo: (state: State) => boolean): readonly State[] {
    const reached = this.#states.filter(willDo);
    if (reached.length === this.#states.length) return reached;
    this.furthest = EMPTY;
    const open = this.#states.filter((state) => !willDo(state));
    const known = new Set(this.#states.map(nameOf));
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      if (willDo(state)) {
        reached.push(state);
        continue;
      }
      if (state.filled >= this.furthest.filled) this.furthest = state;
      for (const next of this.#nexts(state)) {
        const name = nameOf(next);
        if (known.has(name)) continue;
        known.add(name);
        open.push(next);
        if (this.#trace !== undefined && this.#trace.from <= this.#now) this.traced.add(next.last);
      }
    }
    return reached.length > MOST_STATES ? forgetful(reached) : reached;
  }

  /** The states after one more write: that of the next slot, or one that nobody saw. */
  #nexts(state: State): readonly State[] {
    const slot = this.slots.all[state.filled];
    if (slot === undefined) return this.#hidden(state, slot);
    const { revision } = slot;
    const filled = this.#writersOf(slot, state).map((writer) => {
      const { operation, value } = writer;
      const stored = slot.writer === undefined ? plus(state.stored, writer) : state.stored;
      const next = { ...state, last: { revision, operation, value }, floor: revision, stored };
      return this.#meeting({ ...next, filled: state.filled + 1 });
    });
    return [...filled, ...this.#hidden(state, slot)];
  }

  /**
   * The states after a write whose revision nobody knows. It has to make something possible that was not, since
   * otherwise it may as well not have been stored, and there has to be a revision that it can have.
   */
  #hidden(state: State, slot: Slot | undefined): readonly State[] {
    const floor = this.#freeBetween(state.floor, slot?.revision ?? Infinity);
    if (floor === undefined) return [];
    const nexts = this.#looseAfter(state, {}).map((write) => {
      const last = { operation: write.operation, value: write.value };
      return this.#meeting({ ...state, last, floor, stored: plus(state.stored, write) });
    });
    return nexts.filter((next) => {
      if (next.met.size > state.met.size) return true;
      const writers = slot === undefined ? [] : this.#writersOf(slot, next);
      return writers.some((writer) => !this.#mayFollow(writer, state));
    });
  }

  /** Which writes may fill a slot now. */
  #writersOf(slot: Slot, state: State): readonly PastWrite[] {
    const { writer, before, revision } = slot;
    if (this.#taken.has(revision) && writer?.revision !== revision) return [];
    if (writer === undefined) return this.#looseAfter(state, slot);
    const hasBegun = writer.from <= this.#now && writer.from < before;
    return hasBegun && this.#mayFollow(writer, state) ? [writer] : [];
  }

  /**
   * The loose writes that may be stored now and are what somebody saw. Of those that come to the same, the one
   * that demands most: it is of the least use later.
   */
  #looseAfter(
    state: State,
    { operation, value, before = Infinity }: Partial<Slot>,
  ): readonly PastWrite[] {
    const chosen = new Map<string, PastWrite>();
    for (const write of this.slots.loose) {
      if (write.from > this.#now || write.from > before || state.stored.has(write)) continue;
      if (operation !== undefined && operation !== write.operation) continue;
      if (value !== undefined && value !== write.value) continue;
      if (!this.#mayFollow(write, state)) continue;
      const group = this.slots.isWanted(write)
        ? `${write.operation} ${write.value}`
        : write.operation;
      const other = chosen.get(group);
      if (other === undefined || leeway(write) < leeway(other)) chosen.set(group, write);
    }
    return [...chosen.values()];
  }

  #mayFollow({ expected }: PastWrite, { last }: State): boolean {
    if (expected === "any") return true;
    if (expected === "absent") return last.operation !== "PUT";
    if (last.revision === expected) return true;
    // A revision that nobody else knows may be that of any write with an unknown end.
    const isKnown = this.#taken.has(expected) || this.slots.placeOf(expected) !== undefined;
    return expected > 0 && !isKnown;
  }

  /** The state with what is true in it. */
  #meeting(state: State): State {
    const met = Array.from(this.#underWay).filter(({ saw }) => isSeenAs(state.last, saw));
    return met.every((sighting) => state.met.has(sighting))
      ? state
      : { ...state, met: new Set([...state.met, ...met]) };
  }

  /** The first revision between two that may be that of a write which nobody knows of. */
  #freeBetween(after: number, before: number): number | undefined {
    for (let revision = after + 1; revision < before; revision += 1) {
      if (!this.#taken.has(revision)) return revision;
    }
    return undefined;
  }
}

/** How much a write leaves open of what may come before it. */
function leeway({ expected }: PastWrite): number {
  if (typeof expected === "number") return 0;
  return expected === "absent" ? 1 : 2;
}

function plus<T>(set: ReadonlySet<T>, one: T): ReadonlySet<T> {
  return new Set([...set, one]);
}

function less<T>(set: ReadonlySet<T>, one: T): ReadonlySet<T> {
  return new Set([...set].filter((other) => other !== one));
}
