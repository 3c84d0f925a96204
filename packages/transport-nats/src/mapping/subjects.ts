import { DEFAULT_API } from "./api-prefix.ts";
import { bucketOf, subjectPrefix } from "./names.ts";
import type { StreamConfig } from "./stream-config.ts";

/** What the subjects of a bucket's entries begin with, its last dot included. */
export interface BucketPrefixes {
  /** Where entries are stored: for reads, watches and purges. */
  readonly read: string;
  /** Where they are written to. */
  readonly write: string;
}

/**
 * The prefixes of a bucket (R16). A mirror holds the subjects of its origin and is written to by way of it;
 * where the API has a prefix of its own, writes have it too.
 *
 * @param apiPrefix - Where the API answers, see `apiPrefixOf`.
 *
 * @example
 * console.log(bucketPrefixes("users", {}, "$JS.hub.API").write); // $JS.hub.API.$KV.users.
 */
export function bucketPrefixes(
  bucket: string,
  stream: Pick<StreamConfig, "mirror">,
  apiPrefix: string,
): BucketPrefixes {
  const { mirror } = stream;
  const origin = mirror === undefined ? bucket : (bucketOf(mirror.name) ?? mirror.name);
  const read = subjectPrefix(origin);
  const writePrefix = mirror?.external?.api ?? apiPrefix;
  return { read, write: writePrefix === DEFAULT_API ? read : `${writePrefix}.${read}` };
}

/** The subject of a key, or of a filter: both have the same tokens. */
export function subjectOf(prefix: string, keyOrFilter: string): string {
  return prefix + keyOrFilter;
}

/** The key of a subject; undefined for a subject of something else. */
export function keyOf(prefix: string, subject: string): string | undefined {
  return subject.startsWith(prefix) && subject.length > prefix.length
    ? subject.slice(prefix.length)
    : undefined;
}
