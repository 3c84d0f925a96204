/**
 * A number from 0 to 1, 1 excluded, that depends on nothing but the seed and what it is drawn for: what else
 * is drawn, and when, does not move it. FNV-1a over the text, then the last step of MurmurHash3.
 */
export function draw(seed: number, purpose: string): number {
  let hash = 0x811c9dc5;
  for (const letter of `${seed} ${purpose}`) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
