import {
  contentOfEntry,
  contentOfWrite,
  isSameContent,
  nameOf,
  type Committed,
  type Content,
} from "./committed.ts";
import type { AskedWrite } from "./past-call.ts";
import type { GivenWatch } from "./given-watch.ts";

/**
 * What was committed in one life of a bucket, in order of revision: what writers were told, and what watches were
 * given of which nobody was told, if somebody had asked for it or it is a limit marker. Where all writers are
 * strangers to the recording, whatever watches were given.
 */
export function committedIn(
  writes: readonly AskedWrite[],
  watches: readonly GivenWatch[],
): readonly Committed[] {
  const known = toldToWriters(writes);
  const asked = new Asked(writes);
  for (const { entries, request } of headsLast(watches)) {
    for (const { at, entry } of entries) {
      const { revision, reason } = entry;
      const content = contentOfEntry(entry, request.metaOnly);
      const before = known.get(revision);
      if (before === undefined) {
        const isLimitMarker = reason !== undefined;
        if (!isLimitMarker && !asked.has(content)) continue;
        known.set(revision, { ...content, revision, from: 0, to: at, isLimitMarker });
      } else if (isSameContent(before, content)) {
        known.set(revision, { ...before, to: Math.min(before.to, at) });
      }
    }
  }
  return inOrder([...known.values()].toSorted((a, b) => a.revision - b.revision));
}

function toldToWriters(writes: readonly AskedWrite[]): Map<number, Committed> {
  const known = new Map<number, Committed>();
  for (const write of writes) {
    const { revision, from, to } = write;
    if (revision === undefined || known.has(revision)) continue;
    known.set(revision, { ...contentOfWrite(write), revision, from, to, isLimitMarker: false });
  }
  return known;
}

/** Watches that are given heads alone tell less. */
function headsLast(watches: readonly GivenWatch[]): readonly GivenWatch[] {
  return [
    ...watches.filter(({ request }) => !request.metaOnly),
    ...watches.filter(({ request }) => request.metaOnly),
  ];
}

/** What was asked for, in full and by its head. */
class Asked {
  readonly #names: ReadonlySet<string>;

  constructor(writes: readonly AskedWrite[]) {
    const contents = writes.map(contentOfWrite);
    this.#names = new Set(
      contents.flatMap((content) => [nameOf(content, false), nameOf(content, true)]),
    );
  }

  has(content: Content): boolean {
    return this.#names.size === 0 || this.#names.has(nameOf(content, content.value === undefined));
  }
}

/** One counter gives the revisions, so what has a higher one was committed later. */
function inOrder(entries: readonly Committed[]): readonly Committed[] {
  let from = 0;
  const later = entries.map((entry) => ({ ...entry, from: (from = Math.max(from, entry.from)) }));
  let to = Infinity;
  const sooner = later
    .toReversed()
    .map((entry) => ({ ...entry, to: (to = Math.min(to, entry.to)) }));
  return sooner.toReversed();
}
