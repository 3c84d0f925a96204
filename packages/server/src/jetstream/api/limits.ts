/** A server's own limits, for streams and consumers alike; in bytes. */
export const LONGEST_NAME = 255;
/** Of a description. */
export const LONGEST_DESCRIPTION = 4_096;
/** Of the user's own words, names and texts together. */
export const LARGEST_METADATA = 131_072;

/** How much the user's own words take. */
export function metadataBytes(metadata: Readonly<Record<string, string>> = {}): number {
  return Buffer.byteLength(Object.entries(metadata).flat().join(""));
}
