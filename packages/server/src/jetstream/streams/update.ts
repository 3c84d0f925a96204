import { isSame } from "../api/same.ts";
import { invalid, refuse } from "./refuse.ts";
import type { StreamSettings } from "./settings.ts";

/**
 * Judges new settings of a stream against those in force, in the order of a server.
 *
 * @throws What the server answers for what cannot change.
 */
export function checkUpdate(inForce: StreamSettings, asked: StreamSettings): void {
  if (asked.num_replicas > 1) refuse("replicas");
  if (asked.storage !== inForce.storage) {
    invalid("stream configuration update can not change storage type");
  }
  if (!asked.deny_delete && inForce.deny_delete) {
    invalid("stream configuration update can not cancel deny message deletes");
  }
  if (!asked.deny_purge && inForce.deny_purge) {
    invalid("stream configuration update can not cancel deny purge");
  }
  if (asked.mirror !== undefined && !isSame(asked.mirror, inForce.mirror)) {
    refuse("mirrorNotUpdatable");
  }
  if (inForce.allow_msg_ttl && !asked.allow_msg_ttl)
    invalid("message TTL status can not be disabled");
  if (inForce.persist_mode !== asked.persist_mode) {
    invalid("stream configuration update can not change persist mode");
  }
  if (!isSame(asked.mirror, inForce.mirror)) {
    invalid("only key-value buckets are served: a mirror stays one");
  }
}
