/** A piece of code that the documentation shows. */
export interface Snippet {
  /** The file that shows it, from the root of the repository. */
  readonly path: string;
  /** The line of that file, counted from 1, with the snippet's first line; a fence or a tag is above it. */
  readonly line: number;
  readonly code: string;
  /** Why it is only type-checked; undefined: it runs. */
  readonly noRun: string | undefined;
}

/** What a file shows, and what is wrong with the way it shows it. */
export interface Shown {
  readonly snippets: readonly Snippet[];
  readonly problems: readonly string[];
}
