/** The stream that holds a bucket. */
export function streamOf(bucket: string): string {
  return `KV_${bucket}`;
}

/** The bucket that a stream would hold by its name; undefined when it is none of ours. */
export function bucketOf(stream: string): string | undefined {
  return /^KV_([A-Za-z0-9_-]+)$/.exec(stream)?.[1];
}

/** What every subject of a bucket begins with. */
export function subjectPrefix(bucket: string): string {
  return `$KV.${bucket}.`;
}
