import { invalid } from "../streams/refuse.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import { refuseConsumer } from "./refuse.ts";

const NOT_SERVED = [
  "rate_limit_bps",
  "pause_until",
  "priority_policy",
  "direct",
  "sourcing",
] as const;

/** Refuses what a server has and this one has not: nothing that a client asks for is dropped in silence. */
export function checkServed(config: ConsumerConfig): void {
  // The readers of buckets do without acks, and get what there is at once.
  if (config.ack_policy !== "none") refuseConsumer("ackPolicy");
  if (config.replay_policy !== "instant") refuseConsumer("replayPolicy");
  const name = NOT_SERVED.find((one) => config[one] !== undefined);
  if (name !== undefined)
    invalid(`only readers of key-value buckets are served: there is no ${name}`);
}
