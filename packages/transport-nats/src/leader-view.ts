import type { Api } from "./api.ts";
import type { FoundBucket } from "./found-bucket.ts";
import { leaderMessage } from "./leader-message.ts";

/** What the leader of a bucket's stream has: a copy that delivers may lag behind it. */
export class LeaderView {
  readonly #api: Api;
  readonly #found: FoundBucket;
  readonly #filters: readonly string[];

  /** @param filters - The keys that are wanted. */
  constructor(api: Api, found: FoundBucket, filters: readonly string[]) {
    this.#api = api;
    this.#found = found;
    this.#filters = filters;
  }

  /** Whether others have copies, one of which may deliver. */
  get isCopied(): boolean {
    return this.#found.binding.isCopied;
  }

  /** The last revision of the bucket, whatever its key. */
  lastStored(): Promise<number> {
    return this.#found.lastRevision();
  }

  /** The last revision of a wanted key; 0 for none. */
  async lastWanted(): Promise<number> {
    const { binding } = this.#found;
    const revisions = this.#filters.map(async (filter) => {
      const wanted = { last_by_subj: binding.prefixes.read + filter };
      return (await leaderMessage(this.#api, binding, wanted))?.seq ?? 0;
    });
    return Math.max(0, ...(await Promise.all(revisions)));
  }
}
