import { serverRows } from "../nats/row.ts";
import type { Section } from "../run/section.ts";
import { pairRows } from "./pair.ts";

/** `@revkv/server` beside nats-server. */
export const server: Section = {
  name: "server",
  about:
    "`revkv serve` beside nats-server, each in a process of its own, under @nats-io/kv; 500 operations under way where nothing " +
    "else is said.",
  rounds: 2,
  isTimed: true,
  rows: pairRows("server", serverRows, { theirs: "nats-server", ours: "revkv serve" }),
};
