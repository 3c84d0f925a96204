/** What some operations of one client took. */
export interface Lap {
  readonly perSecond: number;
  /** Time of all threads of this process, those of the collector of garbage too; not the server's. */
  readonly cpuMicrosPerOperation: number;
}

/** Measures a run of so many operations. */
export async function measureLap(operations: number, run: () => Promise<void>): Promise<Lap> {
  // Nobody pays for the garbage of the lap before. A major collection would throw compiled code away too.
  globalThis.gc?.({ type: "minor" });
  const cpu = process.cpuUsage();
  const begin = performance.now();
  await run();
  const ms = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: (operations / ms) * 1_000,
    cpuMicrosPerOperation: (user + system) / operations,
  };
}
