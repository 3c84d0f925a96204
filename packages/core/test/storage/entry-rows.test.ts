import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EntryRows, type Content } from "../../src/storage/entry-rows.ts";

const MIB = 1_048_576;

/** An entry as it should be. */
interface Model extends Content {
  readonly keyRow: number;
  readonly revision: number;
}

/** Bytes that no entry nearby has: all of them are compared. */
function bytesOf(revision: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length).fill(revision % 251);
  if (length > 4) new DataView(bytes.buffer).setUint32(length - 4, revision);
  return bytes;
}

/** Some have no bytes, some share a buffer, some have one of their own. */
const length = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 300 }),
  fc.integer({ min: 1_000, max: 65_537 }),
  fc.constantFrom(65_535, 65_536, 65_537),
  fc.integer({ min: 65_536, max: 200_000 }),
);
const step = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), length }),
  fc.record({ kind: fc.constant("replace" as const), pick: fc.nat(), length }),
  fc.record({ kind: fc.constant("remove" as const), pick: fc.nat() }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The rows and what they should hold. */
class Pair {
  readonly rows = new EntryRows();
  readonly models = new Map<number, Model>();
  #revision = 0;

  add(length: number): void {
    const keyRow = this.#revision % 7;
    const content = this.#content(length);
    const row = this.rows.add(keyRow, this.#revision, content);
    expect(this.models.has(row)).toBe(false);
    this.#keep(row, keyRow, content);
  }

  replace(pick: number, length: number): void {
    const row = this.#picked(pick);
    if (row === undefined) return;
    const content = this.#content(length);
    this.rows.replace(row, this.#revision, content);
    this.#keep(row, this.models.get(row)?.keyRow ?? -1, content);
  }

  remove(pick: number): void {
    const row = this.#picked(pick);
    if (row === undefined) return;
    this.rows.remove(row);
    this.models.delete(row);
    expect(this.rows.revision(row)).toBe(0);
  }

  /** Revisions that are not as they were put in, compared plainly: an expectation for each would take far longer. */
  wrong(): number[] {
    expect(this.rows.size).toBe(this.models.size);
    const wrong = [...this.models].filter(([row, model]) => !this.#isAsModel(row, model));
    return wrong.map(([, { revision }]) => revision);
  }

  /** Bytes of the buffers in which values lie. */
  heldBytes(): number {
    const buffers = new Set([...this.models.keys()].map((row) => this.rows.bytes(row).buffer));
    return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  take(one: Step): void {
    if (one.kind === "add") this.add(one.length);
    else if (one.kind === "replace") this.replace(one.pick, one.length);
    else this.remove(one.pick);
  }

  #isAsModel(row: number, { keyRow, revision, createdMs, kind, bytes, extras }: Model): boolean {
    const { rows } = this;
    return (
      rows.keyRow(row) === keyRow &&
      rows.revision(row) === revision &&
      rows.createdMs(row) === createdMs &&
      rows.kind(row) === kind &&
      rows.length(row) === bytes.length &&
      rows.extras(row) === extras &&
      Buffer.compare(rows.bytes(row), bytes) === 0
    );
  }

  #content(length: number): Content {
    this.#revision += 1;
    const revision = this.#revision;
    const extras = revision % 5 === 0 ? { headers: `h${revision}`, ttlMs: revision } : undefined;
    const bytes = bytesOf(revision, length);
    return { createdMs: revision * 1.5, kind: revision % 16, bytes, extras };
  }

  #keep(row: number, keyRow: number, content: Content): void {
    const bytes = Uint8Array.from(content.bytes);
    this.models.set(row, { ...content, bytes, keyRow, revision: this.#revision });
    // What a writer does to its bytes later is nothing to those that are stored.
    content.bytes.fill(255);
  }

  #picked(pick: number): number | undefined {
    return [...this.models.keys()][pick % Math.max(1, this.models.size)];
  }
}

describe("entries as rows", () => {
  test("hold what was put in, to the byte, whatever is added, replaced and removed", () => {
    fc.assert(
      fc.property(fc.array(fc.array(step), { minLength: 20, maxLength: 60 }), (rounds) => {
        const pair = new Pair();
        for (const steps of rounds) {
          for (const one of steps) pair.take(one);
          expect(pair.wrong()).toEqual([]);
        }
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  test("keep apart what few rows hold while these are replaced again and again", () => {
    const replaced = fc.record({ kind: fc.constant("replace" as const), pick: fc.nat(), length });
    const round = fc.array(replaced, { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(fc.array(round, { minLength: 60, maxLength: 60 }), (rounds) => {
        const pair = new Pair();
        for (let row = 0; row < 12; row += 1) pair.add(row);
        for (const steps of rounds) {
          for (const one of steps) pair.take(one);
          expect(pair.wrong()).toEqual([]);
        }
      }),
      { numRuns: 10, endOnFailure: true },
    );
  });

  test("leave buffers that are mostly waste, with all their bytes", () => {
    const pair = new Pair();
    for (let at = 0; at < 3_000; at += 1) pair.add((at * 7_919) % 4_001);
    for (let at = 0; at < 2_000; at += 1) pair.remove(at * 7_919);
    expect(pair.heldBytes()).toBeGreaterThan(5 * MIB);
    for (let round = 0; round < 20; round += 1) {
      expect(pair.wrong()).toEqual([]);
      for (let at = 0; at < 100; at += 1) pair.replace((round * 100 + at) * 7_919, at * 10);
    }
    expect(pair.wrong()).toEqual([]);
    expect(pair.heldBytes()).toBeLessThan(3 * MIB);
  });
});
