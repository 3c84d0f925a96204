import { invariant } from "../base/invariant.ts";

interface Slab {
  readonly bytes: Uint8Array;
  /** Units up to the end of what was written. */
  used: number;
  /** Units of records that are still stored. */
  live: number;
}

/** Records begin at multiples of so many bytes, so that 32 bits name a place among 32 GiB. */
const UNIT = 8;
const SMALLEST_SLAB = 1_024;
const LARGEST_SLAB = 1_048_576;
const UNITS = LARGEST_SLAB / UNIT;
const UNIT_BITS = Math.log2(UNITS);
const MOST_SLABS = 2 ** (32 - UNIT_BITS);
/** A larger record has a buffer of its own. */
const LARGEST_RECORD = LARGEST_SLAB / 16;
/** Bytes that went may take half as much room as those that stay, and this much more. */
const SLACK = LARGEST_SLAB / UNIT;
const NO_BYTES = new Uint8Array(0);

/**
 * The bytes of values, side by side in large buffers: a buffer of its own for each would cost several times what
 * the value does, in time and in memory. Who stores a record knows its place and its size.
 */
export class Slabs {
  readonly #slabs: (Slab | undefined)[] = [];
  readonly #freeSlabs: number[] = [];
  readonly #large: (Uint8Array | undefined)[] = [];
  readonly #freeLarge: number[] = [];
  /** The memory of a slab that was released: what the system gives anew it has to clear first. */
  #spare: Uint8Array | undefined;
  #current = 0;
  #capacity = 0;
  #live = 0;

  /** True while what went takes more room than it may. */
  get isWasteful(): boolean {
    return this.#capacity > this.#live + (this.#live >>> 1) + SLACK;
  }

  /** Keeps a copy of bytes and gives its place; what has no bytes needs none. */
  add(bytes: Uint8Array): number {
    const size = bytes.length;
    if (size === 0) return 0;
    if (size > LARGEST_RECORD) return this.#addLarge(bytes);
    const units = unitsOf(size);
    const slab = this.#slabFor(units);
    const unit = slab.used;
    slab.bytes.set(bytes, unit * UNIT);
    slab.used += units;
    slab.live += units;
    this.#live += units;
    return (this.#current << UNIT_BITS) | unit;
  }

  /** The bytes at a place, good until something is added or removed. */
  at(place: number, size: number): Uint8Array {
    if (size === 0) return NO_BYTES;
    if (size > LARGEST_RECORD) return this.#large[place] as Uint8Array;
    const start = (place & (UNITS - 1)) * UNIT;
    return this.#slab(place).bytes.subarray(start, start + size);
  }

  /** Nobody needs the bytes at a place any more. */
  remove(place: number, size: number): void {
    if (size === 0) return;
    if (size > LARGEST_RECORD) {
      this.#large[place] = undefined;
      this.#freeLarge.push(place);
      return;
    }
    const slab = this.#slab(place);
    const units = unitsOf(size);
    slab.live -= units;
    this.#live -= units;
    if (slab.live > 0) return;
    slab.used = 0;
    if (place >>> UNIT_BITS !== this.#current) this.#release(place >>> UNIT_BITS);
  }

  /** Where bytes are after a look at their slab: where more than a third of it went, they leave it, so that there is an end. */
  compacted(place: number, size: number): number {
    if (size === 0 || size > LARGEST_RECORD || place >>> UNIT_BITS === this.#current) return place;
    const slab = this.#slab(place);
    if (slab.live * 3 * UNIT > slab.bytes.length * 2) return place;
    const moved = this.add(this.at(place, size));
    this.remove(place, size);
    return moved;
  }

  #slab(place: number): Slab {
    return this.#slabs[place >>> UNIT_BITS] as Slab;
  }

  #addLarge(bytes: Uint8Array): number {
    const place = this.#freeLarge.pop() ?? this.#large.length;
    this.#large[place] = new Uint8Array(bytes);
    return place;
  }

  /** The slab that is being filled, or one behind it where it has no room. */
  #slabFor(units: number): Slab {
    const full = this.#slabs[this.#current];
    if (full !== undefined && (full.used + units) * UNIT <= full.bytes.length) return full;
    if (full?.used === 0) this.#release(this.#current);
    const next = (full?.bytes.length ?? SMALLEST_SLAB / 2) * 2;
    const length = Math.min(Math.max(next, units * UNIT), LARGEST_SLAB);
    const bytes = this.#spare?.length === length ? this.#spare : new Uint8Array(length);
    this.#spare = undefined;
    const slab = { bytes, used: 0, live: 0 };
    this.#current = this.#freeSlabs.pop() ?? this.#slabs.length;
    invariant(this.#current < MOST_SLABS, "a bucket holds less than 32 GiB of values");
    this.#slabs[this.#current] = slab;
    this.#capacity += length / UNIT;
    return slab;
  }

  #release(at: number): void {
    const slab = this.#slabs[at] as Slab;
    this.#slabs[at] = undefined;
    this.#freeSlabs.push(at);
    this.#capacity -= slab.bytes.length / UNIT;
    this.#spare = slab.bytes;
  }
}

function unitsOf(size: number): number {
  return (size + UNIT - 1) >>> 3;
}
