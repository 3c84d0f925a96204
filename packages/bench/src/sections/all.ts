import type { Section } from "../run/section.ts";
import { delivery } from "./delivery.ts";
import { facade } from "./facade.ts";
import { history } from "./history.ts";
import { hurt } from "./hurt.ts";
import { keys } from "./keys.ts";
import { listing } from "./listing.ts";
import { memory } from "./memory.ts";
import { nats } from "./nats.ts";
import { server } from "./server.ts";
import { short } from "./short.ts";
import { slices } from "./slices.ts";
import { soak } from "./soak.ts";
import { start } from "./start.ts";
import { store } from "./store.ts";
import { watch } from "./watch.ts";

/** All sections, in the order of the document. */
export const sections: readonly Section[] = [
  store,
  facade,
  keys,
  memory,
  history,
  watch,
  delivery,
  listing,
  slices,
  start,
  nats,
  server,
  hurt,
  soak,
  short,
];
