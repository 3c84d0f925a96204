import type { Readings } from "./run/place.ts";

/** What a file of `tasks` exports. */
interface Task {
  readonly run: (args: readonly string[]) => Promise<Readings>;
}

// Only what is measured is loaded, so the file of the task is chosen by its name.
const [name, ...args] = process.argv.slice(2);
const { run } = (await import(`./tasks/${name}.js`)) as Task;
process.stdout.write(`${JSON.stringify(await run(args))}\n`);
