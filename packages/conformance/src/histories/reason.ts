import type { Fact, KeyHistory, Sight } from "./fact.ts";
import { Search } from "./search.ts";
import type { Slot } from "./slots.ts";
import { callInWords, entryInWords } from "./words.ts";

/**
 * Why the calls of a key fit into no order, in words.
 *
 * @throws When they do.
 */
export function reasonOf(history: KeyHistory): string {
  const fact = new Search(history).run();
  if (fact === undefined) throw new Error("there is an order, and nothing to explain");
  const search = new Search(history, fact);
  search.run();
  const { slots, furthest, traced } = search;
  const revision = fact.kind === "write" ? fact.revision : fact.saw.revision;
  const place = revision === undefined ? undefined : slots.placeOf(revision);
  const slot = slots.all[furthest.filled];
  const isBlocked = slot !== undefined && place !== undefined && place >= furthest.filled;
  if (isBlocked) return whyBlocked(fact, slot, furthest.last);
  return `${nameOf(fact)} was told what was so at no moment of the call: the last entry was ${listOf(traced)}`;
}

/** Why a slot on the way to where a call had to be could not get its write. */
function whyBlocked(fact: Fact, slot: Slot, last: Sight): string {
  const { writer, revision } = slot;
  if (writer === undefined) {
    return `${entryInWords(slot)} was seen, and no write is known that can be it`;
  }
  if (writer.from > fact.to) {
    return `${nameOf(fact)} had ended when the write of revision ${revision} began`;
  }
  return `${nameOf(writer)} was stored as revision ${revision} right after ${entryInWords(last)}`;
}

function nameOf({ call }: Fact): string {
  return `"${callInWords(call.asked)}" of ${call.asked.client}`;
}

function listOf(entries: ReadonlySet<Sight>): string {
  return [...new Set(Array.from(entries, entryInWords))].join(", then ");
}
