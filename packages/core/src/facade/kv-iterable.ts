/** Nothing runs before the first pull; each iteration is a new read; leaving the loop frees the backend's side. */
export interface KvIterable<T> extends AsyncIterable<T> {
  /** Reads to the end; rejects when the read was cut short. */
  toArray(): Promise<T[]>;
}
