import type { KvErrorCode } from "@revkv/core/words";
import type { Deviation } from "./deviation.ts";
import { KEY_STATES, type KeyState } from "./key-state.ts";
import { NOTES, type Note } from "./noteworthy.ts";
import { KINDS, type Kind } from "./kind.ts";
import { codeOf, type Outcome } from "./outcome.ts";

/** One operation that was done. */
export interface Done {
  readonly kind: Kind;
  readonly isBad: boolean;
  /** The states of the keys that it was about. */
  readonly met: readonly KeyState[];
  readonly outcome: Outcome;
}

/** Operations that are about no keys. */
const WITHOUT_KEYS: ReadonlySet<Kind> = new Set(["stopWatch", "names", "list", "reconnect"]);
/** Operations that take no arguments, or none that can be wrong. */
const WITHOUT_FAULTS: ReadonlySet<Kind> = new Set<Kind>([
  ...WITHOUT_KEYS,
  "status",
  "consume",
  "advance",
]);
/** Failures that runs must have met, wrong arguments left aside. */
const CODES: readonly KvErrorCode[] = [
  "KEY_EXISTS",
  "REVISION_MISMATCH",
  "BUCKET_FULL",
  "VALUE_TOO_LARGE",
  "TTL_NOT_ENABLED",
  "INVALID_TTL",
  "INVALID_CONFIG",
  "BUCKET_EXISTS",
  "BUCKET_NOT_FOUND",
];

const FEWEST = 20;
const SMALLEST_SHARE = 0.0005;

/** Counts what runs did, and what they met. */
export class Coverage {
  #total = 0;
  #bad = 0;
  #sequences = 0;
  #shortest = Number.POSITIVE_INFINITY;
  readonly #counts = new Map<string, number>();
  readonly #deviating = new Set<string>();

  /** Operations done. */
  get total(): number {
    return this.#total;
  }

  /** Sequences done. */
  get sequences(): number {
    return this.#sequences;
  }

  /** Operations in the shortest sequence. */
  get shortest(): number {
    return this.#shortest;
  }

  /** The share of operations with wrong arguments. */
  get badShare(): number {
    return this.#total === 0 ? 0 : this.#bad / this.#total;
  }

  /** Takes note of a sequence. */
  sequence(length: number): void {
    this.#sequences += 1;
    this.#shortest = Math.min(this.#shortest, length);
  }

  /** Takes note of an operation. */
  count(done: Done): void {
    this.#total += 1;
    if (done.isBad) this.#bad += 1;
    this.#add(done.kind);
    if (done.isBad) this.#add(`${done.kind} bad`);
    else for (const state of done.met) this.#add(`${done.kind} ${state}`);
    const code = codeOf(done.outcome);
    if (code !== undefined) this.#add(`${done.isBad ? "bad code" : "code"} ${code}`);
  }

  /** Takes note of what happened of itself. */
  note(notes: readonly Note[]): void {
    for (const note of notes) this.#add(note);
  }

  /** Takes note of what explained differences of a store, and of a sequence that it left because of that. */
  explain(store: string, deviations: readonly Deviation[], isParted: boolean): void {
    for (const { id } of deviations) this.#add(`${store} ${id}`);
    if (isParted) this.#add(`${store} left`);
    if (deviations.length > 0) this.#deviating.add(store);
  }

  /**
   * How often something came: a kind (`put`), a kind in a state (`put live`) or with wrong arguments
   * (`put bad`), a failure (`code BUCKET_FULL`), a note (`limit marker written`), a deviation of a
   * store (`nats-server 2.10.27 size-after-revision`), sequences that it `left`.
   */
  times(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  /** What hardly came, in words: a kind in less than 0.05 % of all operations, anything less than 20 times. */
  gaps(): readonly string[] {
    const cells = [
      ...KINDS.filter((kind) => !WITHOUT_KEYS.has(kind)).flatMap((kind) =>
        KEY_STATES.map((state) => `${kind} ${state}`),
      ),
      ...KINDS.filter((kind) => !WITHOUT_FAULTS.has(kind)).map((kind) => `${kind} bad`),
      ...CODES.map((code) => `code ${code}`),
      ...NOTES,
    ];
    return [
      ...this.#rarerThan(Math.max(FEWEST, this.#total * SMALLEST_SHARE), KINDS),
      ...this.#rarerThan(FEWEST, cells),
    ];
  }

  /** The table that a run prints. */
  report(): string {
    const columns = ["all", "bad", ...KEY_STATES];
    const rows = KINDS.map((kind) => {
      const cells = columns.map((name) => this.#cell(kind, name));
      return kind.padEnd(16) + cells.map((cell) => cell.padStart(9)).join("");
    });
    const percent = (this.badShare * 100).toFixed(1);
    return [
      `${this.#sequences} sequences, ${this.#total} operations, ${percent} % with wrong arguments`,
      "operation".padEnd(16) + columns.map((name) => name.padStart(9)).join(""),
      ...rows,
      `failures: ${this.#list("code ")}`,
      `failures by wrong arguments: ${this.#list("bad code ")}`,
      ...NOTES.map((note) => `${note}: ${this.times(note)}`),
      ...[...this.#deviating].map((store) => `${store}, explained: ${this.#list(`${store} `)}`),
    ].join("\n");
  }

  #rarerThan(least: number, names: readonly string[]): readonly string[] {
    return names
      .filter((name) => this.times(name) < least)
      .map((name) => `${name}: ${this.times(name)} times, at least ${Math.ceil(least)} wanted`);
  }

  #cell(kind: Kind, column: string): string {
    if (column === "all") return String(this.times(kind));
    const isEmpty = column === "bad" ? WITHOUT_FAULTS.has(kind) : WITHOUT_KEYS.has(kind);
    return isEmpty ? "-" : String(this.times(`${kind} ${column}`));
  }

  #list(prefix: string): string {
    return [...this.#counts]
      .filter(([name]) => name.startsWith(prefix))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `${name.slice(prefix.length)} ${count}`)
      .join(", ");
  }

  #add(name: string): void {
    this.#counts.set(name, this.times(name) + 1);
  }
}
