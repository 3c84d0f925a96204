import { Engine } from "@revkv/core/engine";
import { demand } from "../measure/demand.ts";
import { flat } from "../measure/keys.ts";
import { lap, type Lap } from "../measure/lap.ts";
import { named } from "../measure/named.ts";
import { randomNumbers, shuffled } from "../measure/random.ts";
import { VALUE_BYTES } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";

const BLOCKS = 16;
const KEYS = 2 ** BLOCKS;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef";
/**
 * Two blocks that a polynomial hash takes for the same, whatever it begins with: 31 a + b is equal for both, or
 * 33 a + b. Every key made of such blocks has the hash of every other.
 */
const PAIRS: Readonly<Record<string, readonly [string, string]>> = {
  "31": ["Aa", "BB"],
  "33": ["Ab", "BA"],
};

/** Puts and gets of keys chosen to collide, or of as many random ones: `collide 31`, `collide random`. */
export async function run([kind = ""]: readonly string[]): Promise<Readings> {
  measure(keysOf("random"));
  return named(measure(keysOf(kind)));
}

function measure(keys: readonly (() => string)[]): Record<string, Lap> {
  const bucket = new Engine().create("bench");
  const value = new Uint8Array(VALUE_BYTES);
  const [first, second, third] = [keys, keys, keys].map((all) => all.map((make) => make()));
  const putAll = (all: readonly string[] = []): void => {
    for (const key of all) bucket.put(key, value);
  };
  const laps = {
    new: lap(KEYS, () => putAll(first)),
    overwrite: lap(KEYS, () => putAll(second)),
    get: lap(KEYS, () => {
      for (const key of third ?? []) demand(bucket.get(key)?.length === VALUE_BYTES, "it is there");
    }),
  };
  demand(bucket.status().values === KEYS, "the keys are all different");
  return laps;
}

function keysOf(kind: string): (() => string)[] {
  const pair = PAIRS[kind];
  if (pair === undefined) {
    const random = randomNumbers(7);
    const texts = Array.from({ length: KEYS }, () =>
      Array.from({ length: 2 * BLOCKS }, () => LETTERS[random(LETTERS.length)]).join(""),
    );
    return texts.map((text) => () => flat(text));
  }
  const blocksOf = (number: number): string =>
    Array.from({ length: BLOCKS }, (_, bit) => pair[(number >>> bit) & 1]).join("");
  return Array.from(shuffled(KEYS), (number) => () => flat(blocksOf(number)));
}
