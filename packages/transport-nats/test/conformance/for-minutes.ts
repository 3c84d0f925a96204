import { runCommands, type CommandRun, type Coverage } from "@revkv/conformance";

/** So many batches with a difference are enough to look into. */
const MOST_DIFFERENCES = 25;

/**
 * Runs batch after batch, each with the next seed, until the time is over. A batch ends where it meets a
 * difference; the run goes on.
 *
 * @returns How many batches were run.
 * @throws At the end, with the report of every batch that met a difference.
 */
export async function runForMinutes(
  minutes: number,
  run: CommandRun & { readonly coverage: Coverage },
): Promise<number> {
  const endMs = Date.now() + minutes * 60_000;
  const differences: string[] = [];
  let batches = 0;
  while (Date.now() < endMs && differences.length < MOST_DIFFERENCES) {
    const seed = run.seed + batches;
    batches += 1;
    await runCommands({ ...run, seed }).catch((error: unknown) => {
      differences.push(String(error));
      // The end of the run may be an hour away.
      console.log(String(error));
    });
    const { sequences, total } = run.coverage;
    const so = `${sequences} sequences, ${total} operations, ${differences.length} differences`;
    console.log(`up to seed ${seed}: ${so}`);
  }
  if (differences.length > 0) throw new Error(differences.join("\n\n"));
  return batches;
}
