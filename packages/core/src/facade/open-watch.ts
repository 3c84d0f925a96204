import { requireFilters } from "../contract/features.ts";
import type { BucketLink } from "../contract/transport.ts";
import type { KvEntry, KvMeta } from "../words/entry.ts";
import { parseFilters } from "../words/filter.ts";
import type { KvFilter } from "./bucket.ts";
import type { EntryShape } from "../words/entry-shape.ts";
import type { Session } from "./session.ts";
import { parseWatchOptions, type KvWatchOptions } from "./watch-options.ts";
import { Watcher } from "./watcher.ts";

/** What a watch needs of its bucket. */
export interface WatchParts<E> {
  readonly link: BucketLink;
  readonly session: Session;
  /** Makes what is delivered of a raw entry. */
  shape(metaOnly: boolean): EntryShape<E>;
}

/** Begins a watch (R10): judges, subscribes, and ties it to the signal and to the manager's end. */
export async function openWatch<E extends KvEntry<unknown> | KvMeta>(
  parts: WatchParts<E>,
  filter: KvFilter = ">",
  options?: KvWatchOptions,
): Promise<Watcher<E>> {
  const { link, session } = parts;
  const filters = parseFilters(filter);
  const plan = parseWatchOptions(options);
  const { signal, start, metaOnly } = plan;
  requireFilters(filters, session.store.features);
  session.check(signal);
  const abort = (): void => watcher.abort(signal?.reason);
  const watcher = new Watcher<E>({
    plan,
    shape: parts.shape(metaOnly),
    report: session.report,
    ended: () => {
      signal?.removeEventListener("abort", abort);
      leave();
    },
  });
  const leave = session.join(watcher);
  signal?.addEventListener("abort", abort, { once: true });
  const opening = link.subscribe({ filters, start, metaOnly, live: true }, watcher);
  try {
    await session.found(
      opening.then((subscription) => watcher.attach(subscription)),
      signal,
    );
  } catch (error) {
    await watcher.stop();
    throw error;
  }
  return watcher;
}
