import { failedCall, failureIn, type Api } from "./api.ts";
import type { Binding } from "./binding.ts";
import { askBucket } from "./bucket-info.ts";

const NO_MESSAGE = 10037;

/** What the leader of a bucket's stream has: a copy that delivers may lag behind it. */
export class LeaderView {
  readonly #api: Api;
  readonly #binding: Binding;
  readonly #filters: readonly string[];

  /** @param filters - The keys that are wanted. */
  constructor(api: Api, binding: Binding, filters: readonly string[]) {
    this.#api = api;
    this.#binding = binding;
    this.#filters = filters;
  }

  /** Whether others have copies, one of which may deliver. */
  get isCopied(): boolean {
    return this.#binding.isCopied;
  }

  /** The last revision of the bucket, whatever its key. */
  async lastStored(): Promise<number> {
    const { stream } = await askBucket(this.#api, this.#binding.bucket);
    return stream.state.last_seq;
  }

  /** The last revision of a wanted key; 0 for none. */
  async lastWanted(): Promise<number> {
    const revisions = await Promise.all(this.#filters.map((filter) => this.#lastOf(filter)));
    return Math.max(0, ...revisions);
  }

  async #lastOf(filter: string): Promise<number> {
    const { bucket, stream, prefixes } = this.#binding;
    const answer = await this.#api.tryCall<{ readonly message: { readonly seq: number } }>({
      subject: `STREAM.MSG.GET.${stream}`,
      body: { last_by_subj: prefixes.read + filter },
      bucket,
    });
    const failure = failureIn(answer);
    if (failure === undefined && "message" in answer) return answer.message.seq;
    if (failure?.err_code === NO_MESSAGE) return 0;
    throw failedCall(failure ?? {}, bucket);
  }
}
