import { connect, isKvError } from "@revkv/core";
import type { KvConfig } from "@revkv/core/words";
import type { StoreProfile } from "../commands/store-profile.ts";
import { openSubject } from "../suite/open-subject.ts";
import type { Subject } from "../suite/subject.ts";

/** Settings that mean nothing on some backends and are refused by others, with a value that says which. */
const PROBES: KvConfig = {
  compression: true,
  metadata: { probe: "1" },
  placement: { cluster: "c" },
  replicas: 3,
  republish: { source: ">", destination: "probe.>" },
  storage: "file",
};

/** Values that are the same as giving none. */
const PLAIN: ReadonlySet<unknown> = new Set([undefined, false, 1, "memory"]);

/** Where time is real, no call and no entry takes longer. */
const PATIENCE_MS = 6_000;

/**
 * What runs of random operations have to know of a backend, as the backend tells it: its name for itself, and
 * which settings it ignores or refuses. What it ignores without saying so is for the suite to find.
 */
export async function probedProfile(subject: Subject): Promise<StoreProfile> {
  const { transport, close } = await openSubject(subject);
  const manager = await connect(transport);
  let backingStore = "";
  const ignored = new Set<string>();
  const refused: (keyof KvConfig)[] = [];
  const probe = async (config: KvConfig): Promise<void> => {
    const bucket = await manager.create(`probe-${crypto.randomUUID()}`, config);
    const status = await bucket.status();
    backingStore = status.backingStore;
    for (const setting of status.ignored) ignored.add(setting);
    await manager.delete(bucket.name);
  };
  await probe({});
  for (const setting of Object.keys(PROBES) as (keyof KvConfig)[]) {
    try {
      await probe({ [setting]: PROBES[setting] });
    } catch (error) {
      if (!isKvError(error)) throw error;
      refused.push(setting);
    }
  }
  await manager.close();
  await close?.();
  return {
    name: subject.name,
    time: subject.time ?? "real",
    backingStore,
    features: subject.features,
    ignored: (given) =>
      (Object.keys(given) as (keyof KvConfig)[]).filter(
        (setting) => ignored.has(setting) && !PLAIN.has(given[setting]),
      ),
    refused,
    patienceMs: PATIENCE_MS,
    deviations: [],
  };
}
