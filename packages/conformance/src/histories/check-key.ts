import type { KeyHistory } from "./fact.ts";
import { findingOf, type Finding } from "./finding.ts";
import { reasonOf } from "./reason.ts";
import { Search } from "./search.ts";
import { shrink } from "./shrink.ts";

/** Judges one key: what cannot have been, if anything, as a few calls that are wrong by themselves. */
export function checkKey(history: KeyHistory): Finding | undefined {
  if (!isWrong(history)) return undefined;
  const small = shrink(history, isWrong);
  const { bucket, key, facts } = small;
  return findingOf({ bucket, key, reason: reasonOf(small) }, facts);
}

function isWrong(history: KeyHistory): boolean {
  return new Search(history).run() !== undefined;
}
