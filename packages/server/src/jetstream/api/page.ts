/** A part of a list, and where in it that stands. */
export interface Page<T> {
  readonly total: number;
  readonly offset: number;
  readonly limit: number;
  readonly found: readonly T[];
}

/** What a client gets of a list from an offset on, which may be any number. */
export function pageOf<T>(all: readonly T[], asked: number, limit: number): Page<T> {
  const offset = Math.min(Math.max(0, asked), all.length);
  return { total: all.length, offset, limit, found: all.slice(offset, offset + limit) };
}
