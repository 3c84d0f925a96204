import { Engine } from "@revkv/core/engine";
import { demand } from "../measure/demand.ts";
import { lap } from "../measure/lap.ts";
import { named } from "../measure/named.ts";
import { VALUE_BYTES } from "../measure/values.ts";
import type { Readings } from "../run/place.ts";

const DELIVERIES = 2_000_000;
const OTHER_PUTS = 200_000;
const KEY = "orders.1.items";

/** So many watchers of one key: a delivery to one of them, and a put to another key: `crowd 100000`. */
export async function run([size = ""]: readonly string[]): Promise<Readings> {
  const watchers = Number(size);
  const bucket = new Engine().create("bench");
  const value = new Uint8Array(VALUE_BYTES);
  let heard = 0;
  const stops = Array.from({ length: watchers }, () =>
    bucket.watch(KEY, () => {
      heard += 1;
    }),
  );
  const puts = Math.ceil(DELIVERIES / watchers);
  const putAll = (): void => {
    for (let put = 0; put < puts; put += 1) bucket.put(KEY, value);
  };
  putAll();
  const delivery = lap(puts * watchers, putAll);
  demand(heard === 2 * puts * watchers, `${heard} were heard`);
  const other = lap(OTHER_PUTS, () => {
    for (let put = 0; put < OTHER_PUTS; put += 1) bucket.put("orders.2.items", value);
  });
  const stop = lap(watchers, () => {
    for (const each of stops) each();
  });
  return named({ delivery, other, stop });
}
