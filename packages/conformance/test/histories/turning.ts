/** The end of something that waits for a clock: until then the clock is turned a ms at each turn. */
export async function turning<T>(
  clock: { advance(ms: number): void },
  task: Promise<T>,
): Promise<T> {
  const isOver = task.then(
    () => true,
    () => true,
  );
  const turn = (): Promise<boolean> =>
    new Promise((resolve) => {
      setImmediate(() => resolve(false));
    });
  while (!(await Promise.race([isOver, turn()]))) clock.advance(1);
  return await task;
}
