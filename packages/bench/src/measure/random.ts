/** A source of whole numbers below a limit, the same at every run: xorshift, seeded. */
export function randomNumbers(seed = 1): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** The numbers from 0 to `count`, in an order that is random and the same at every run. */
export function shuffled(count: number, seed = 1): Uint32Array {
  const random = randomNumbers(seed);
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = random(at + 1);
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
}
