import { rows } from "../nats/row.ts";
import type { Section } from "../run/section.ts";
import { pairRows } from "./pair.ts";

/** `connect(nats(connection))` beside the official client. */
export const nats: Section = {
  name: "nats",
  about:
    "revkv's `nats()` beside @nats-io/kv, each with a connection of the official client and a bucket in memory storage " +
    "on one server of this machine; 500 operations under way where nothing else is said.",
  rounds: 2,
  isTimed: true,
  rows: pairRows("nats", rows, { theirs: "@nats-io/kv", ours: "revkv" }),
};
