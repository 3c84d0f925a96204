/** What a child process measured, by name. */
export type Readings = Readonly<Record<string, number>>;

/** One reading of one child: `command` is what the child is started with, a task and its arguments. */
export interface Place {
  readonly command: string;
  readonly reading: string;
}

/** The place of a reading. */
export function place(command: string, reading: string): Place {
  return { command, reading };
}
