import type { ConsumerConfig } from "./consumer-config.ts";
import { refuseConsumer } from "./refuse.ts";

/** Settings that stay as they were made, in a server's order, and what errors call them. */
const FIXED = [
  ["deliver_policy", "deliver policy"],
  ["mem_storage", "storage type"],
  ["opt_start_seq", "start sequence"],
  ["opt_start_time", "start time"],
  ["idle_heartbeat", "heart beats"],
  ["flow_control", "flow control"],
] as const;

/**
 * Judges whether a consumer may get other settings.
 *
 * @param isBound - Whether somebody listens to what it delivers now.
 */
export function checkUpdate(now: ConsumerConfig, next: ConsumerConfig, isBound: boolean): void {
  for (const [name, spoken] of FIXED) {
    if (now[name] !== next[name]) cannot(`${spoken} can not be updated`);
  }
  if (now.deliver_subject !== next.deliver_subject) {
    if (now.deliver_subject === undefined) cannot("can not update pull consumer to push based");
    if (next.deliver_subject === undefined) cannot("can not update push consumer to pull based");
    if (isBound) refuseConsumer("nameExists");
  }
  if (now.max_waiting !== next.max_waiting) cannot("max waiting can not be updated");
}

function cannot(why: string): never {
  refuseConsumer("create", why);
}
