/** What one operation took, in ns. */
export interface Lap {
  /** Time of all threads of this process, those of the collector of garbage too. */
  readonly cpuNs: number;
  readonly wallNs: number;
}

/** Measures some operations that are done in one go. */
export function lap(operations: number, work: () => void): Lap {
  const finish = begin(operations);
  work();
  return finish();
}

/** Measures some operations that wait for one another. */
export async function lapAsync(operations: number, work: () => Promise<void>): Promise<Lap> {
  const finish = begin(operations);
  await work();
  return finish();
}

function begin(operations: number): () => Lap {
  // Nobody pays for the garbage of the lap before. A major collection would throw compiled code away too.
  globalThis.gc?.({ type: "minor" });
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  return () => ({
    wallNs: ((performance.now() - startMs) * 1e6) / operations,
    cpuNs: (msOf(process.cpuUsage(cpu)) * 1e6) / operations,
  });
}

function msOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000;
}
