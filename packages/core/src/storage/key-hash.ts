/** A word of chance for each of the characters that keys are made of. */
const WORDS = new Int32Array(128);
const MULTIPLIER = 0x1e3779b1;

/**
 * Draws the words, once in a process; called before the first key is hashed and not sooner, because a platform may
 * take as long to load what draws them as we take to load all the rest.
 */
export function drawWords(): void {
  if (!WORDS.some(Boolean)) globalThis.crypto.getRandomValues(WORDS);
}

/**
 * 32 bits that stand for a key. Each character brings a word that differs from process to process, so that nobody
 * can choose keys that meet in one place of a table.
 */
export function hashOf(key: string): number {
  let hash = key.length;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    // Foreign keys may have other characters than ASCII's: what is above counts too.
    hash = Math.imul(hash ^ (WORDS[code & 127] as number) ^ (code & ~127), MULTIPLIER);
    hash ^= hash >>> 15;
  }
  return hash;
}
