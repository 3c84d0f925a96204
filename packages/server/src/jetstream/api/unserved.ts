import { failures, type FailureName } from "@revkv/transport-nats/mapping";
import type { Operation, Operations } from "./api.ts";
import { Refusal } from "./refusal.ts";

/** What servers do and this one does not: each is refused as a server without a cluster would, or without a backup. */
export const unserved: Operations = {
  "STREAM.SNAPSHOT.*": refused("stream_snapshot_response", "badRequest"),
  "STREAM.RESTORE.*": refused("stream_restore_response", "badRequest", { deliver_subject: "" }),
  "STREAM.PEER.REMOVE.*": refused("stream_remove_peer_response", "noCluster"),
  "STREAM.PEER.EVACUATE.*": refused("stream_evacuate_peer_response", "noCluster"),
  "STREAM.LEADER.STEPDOWN.*": refused("stream_leader_stepdown_response", "noCluster"),
  "STREAM.CANCEL_MOVE.*": refused("stream_cancel_move_response", "noCluster"),
  "CONSUMER.PEER.REMOVE.*.*": refused("consumer_remove_peer_response", "noCluster"),
  "CONSUMER.PEER.EVACUATE.*.*": refused("consumer_evacuate_peer_response", "noCluster"),
  "CONSUMER.LEADER.STEPDOWN.*.*": refused("consumer_leader_stepdown_response", "noCluster"),
};

function refused(type: string, name: FailureName, blank: object = {}): Operation {
  return {
    type,
    blank,
    run() {
      throw new Refusal(failures[name]);
    },
  };
}
