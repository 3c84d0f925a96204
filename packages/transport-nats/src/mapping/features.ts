/** What a server can do, by its age. */
export interface ServerFeatures {
  /** Per-entry times to live, limit markers, and reads of many keys at one moment: 2.11. */
  readonly ttl: boolean;
  readonly limitMarkers: boolean;
  readonly snapshotRead: boolean;
  /** Several filters, metadata, compression, and sources with another prefix: 2.10. */
  readonly multiFilter: boolean;
  readonly metadata: boolean;
  readonly compression: boolean;
  readonly sources: boolean;
  /** Several filters at once are answered rightly: 2.10 takes them, and leaves entries out. */
  readonly exactFilters: boolean;
  /** A new consumer's count of what it will deliver is right: 2.9 miscounts while others write. */
  readonly exactCounts: boolean;
}

/**
 * What a server can do. An old one would ignore in silence what it does not know, so this decides before
 * anything is sent.
 *
 * @param level - The API level of `$JS.API.INFO`; absent before 2.11.
 * @param version - The version in the INFO of the connection.
 */
export function featuresOf(level: number | undefined, version: string): ServerFeatures {
  const isNew = (level ?? 0) >= 1;
  const isRecent = isNew || isAtLeast(version, 2, 10);
  return {
    ttl: isNew,
    limitMarkers: isNew,
    snapshotRead: isNew,
    multiFilter: isRecent,
    metadata: isRecent,
    compression: isRecent,
    sources: isRecent,
    exactFilters: isNew,
    exactCounts: isRecent,
  };
}

/** Whether a version is `major.minor` or later. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [, ownMajor = "0", ownMinor = "0"] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(ownMajor) > major || (Number(ownMajor) === major && Number(ownMinor) >= minor);
}
