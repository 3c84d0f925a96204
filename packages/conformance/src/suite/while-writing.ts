/** After so many writes the others get a turn: a store in the same process answers without one. */
const WRITES_A_TURN = 100;

/**
 * Writes one thing after the other for as long as a task goes on.
 *
 * @param write - Called with 0, 1, 2 and so on, each when the one before is stored.
 * @returns What the task gives, when the last write is stored.
 */
export async function whileWriting<T>(
  write: (at: number) => Promise<unknown>,
  task: () => Promise<T>,
): Promise<T> {
  const run = { isOver: false };
  const writing = async (): Promise<void> => {
    for (let at = 0; !run.isOver; at += 1) {
      await write(at);
      if ((at + 1) % WRITES_A_TURN === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    }
  };
  const reading = task().finally(() => {
    run.isOver = true;
  });
  const [result] = await Promise.all([reading, writing()]);
  return result;
}
