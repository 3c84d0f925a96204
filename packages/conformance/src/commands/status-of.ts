import type { KvStatus } from "@revkv/core";
import type { ModelStore } from "../model/model-store.ts";
import { print } from "./print.ts";
import { spoil } from "./spoil.ts";
import type { StoreProfile } from "./store-profile.ts";

/**
 * A status in values that compare: the order in which settings are listed is no promise. What each kind
 * of store has of its own is held against its profile, and shows only where it is otherwise.
 */
export function statusOf(status: KvStatus, profile: StoreProfile, model: ModelStore): unknown {
  const { config, ignored, backingStore, ...rest } = status;
  const given = model.find(status.bucket)?.given ?? {};
  const isAsKnown =
    backingStore === profile.backingStore &&
    print(ignored.toSorted()) === print(profile.ignored(given).toSorted());
  const own = isAsKnown ? {} : { backingStore, ignored: [...ignored] };
  const copy = { ...rest, ...own, config: structuredClone(config) };
  spoil(status);
  return copy;
}
