import { connect } from "@revkv/core";
import { local } from "@revkv/transport-local";
import { demand } from "../measure/demand.ts";
import { keysOf } from "../measure/keys.ts";
import { lapAsync } from "../measure/lap.ts";
import { named } from "../measure/named.ts";
import { shuffled } from "../measure/random.ts";
import { retainedBytes } from "../measure/retained.ts";
import { VALUE_BYTES } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";

const KEYS = 1_000;
const PUTS = 500_000;

/** Many puts with a watcher that nobody reads, and without: `unread error`, `unread conflate`, `unread none`. */
export async function run([kind]: readonly string[]): Promise<Readings> {
  const manager = await connect(local());
  const bucket = await manager.create("bench");
  const keys = keysOf(shuffled(KEYS));
  const value = new Uint8Array(VALUE_BYTES);
  const putAll = async (): Promise<void> => {
    for (let put = 0; put < PUTS; put += KEYS) {
      for (const key of keys) await bucket.put(key, value);
    }
  };
  await putAll();
  const before = await retainedBytes();
  const watcher =
    kind === "none"
      ? undefined
      : await bucket.watch(">", {
          buffer: { onOverflow: kind === "error" ? "error" : "conflate" },
        });
  const put = await lapAsync(PUTS, putAll);
  const heldMb = ((await retainedBytes()) - before) / 1e6;
  await watcher?.stop();
  demand((await bucket.status()).values === KEYS, "the store is held until it was measured");
  await manager.close();
  return { ...named({ put }), heldMb };
}
