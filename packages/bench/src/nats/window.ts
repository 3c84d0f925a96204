/** Operations under way at the same time. */
export interface Work<T> {
  readonly operations: number;
  readonly inFlight: number;
  /** Begins one; called in the order of their numbers. */
  begin(at: number): Promise<T>;
  /** Throws for a wrong result. */
  check(result: T, at: number): void;
}

/** Does some work with a fixed number of operations under way: when one has ended, the next begins. */
export async function inWindow<T>(work: Work<T>): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < work.operations) {
      const at = next;
      next += 1;
      work.check(await work.begin(at), at);
    }
  };
  await Promise.all(Array.from({ length: work.inFlight }, one));
}
