import { isKvError } from "@revkv/core";
import type { Backend } from "./backend.ts";
import { bindingOf, type Binding } from "./binding.ts";
import { askBucket } from "./bucket-info.ts";
import { deleted } from "./failures.ts";

/** A bucket that was found at one moment: one that is made anew under its name is another. */
export class FoundBucket {
  readonly binding: Binding;
  /** Its last revision at that moment, whatever the key. */
  readonly lastStored: number;
  readonly #backend: Backend;
  readonly #created: string;

  private constructor(
    backend: Backend,
    binding: Binding,
    at: { readonly created: string; readonly lastStored: number },
  ) {
    this.#backend = backend;
    this.binding = binding;
    this.#created = at.created;
    this.lastStored = at.lastStored;
  }

  /** Rejects with `BUCKET_NOT_FOUND` when there is none. */
  static async find(backend: Backend, bucket: string): Promise<FoundBucket> {
    const info = await askBucket(backend.api, bucket);
    const { created, state } = info.stream;
    const binding = bindingOf(bucket, info, backend.api.prefix);
    return new FoundBucket(backend, binding, { created, lastStored: state.last_seq });
  }

  /** Gives its last revision now; rejects with `BUCKET_DELETED` when it is no more. */
  async lastRevision(): Promise<number> {
    const { bucket } = this.binding;
    try {
      const { stream } = await askBucket(this.#backend.api, bucket);
      if (stream.created === this.#created) return stream.state.last_seq;
    } catch (error) {
      if (!isKvError(error, "BUCKET_NOT_FOUND")) throw error;
    }
    throw deleted(bucket);
  }
}
