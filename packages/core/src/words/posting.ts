/**
 * One message as a foreign writer sent it: what it means for its key, and what it demands of the bucket, stands
 * in its headers, which are kept as they came.
 */
export interface Posting {
  /** Whatever stands behind the bucket in the subject; no grammar holds here. */
  readonly key: string;
  /** The raw header block, one character a byte; empty for none. */
  readonly headers: string;
  /** Copied before the call returns; kept under a marker too. */
  readonly bytes: Uint8Array;
}

/** How a posting ended well. */
export interface Posted {
  /** Its revision, or that of the entry that it repeats. */
  readonly revision: number;
  /** True where a message of the same id was stored before: nothing was stored now. */
  readonly isDuplicate: boolean;
}
