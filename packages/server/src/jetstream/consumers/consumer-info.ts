import { SERVER_METADATA, timeOf } from "../api/answers.ts";
import type { Consumer } from "./consumer.ts";

/** What an answer tells of a consumer; `withServer`: whether its settings name the server too. */
export function consumerInfo(
  consumer: Consumer,
  how: { readonly nowMs: number; readonly withServer: boolean },
): object {
  const { name, stream, config } = consumer;
  const { createdMs, delivered, lastRevision, deliveredMs, ...state } = consumer.state();
  const last = { consumer_seq: delivered, stream_seq: lastRevision };
  return {
    stream_name: stream,
    name,
    created: timeOf(createdMs),
    config: how.withServer
      ? { ...config, metadata: { ...config.metadata, ...SERVER_METADATA } }
      : config,
    delivered: deliveredMs === undefined ? last : { ...last, last_active: timeOf(deliveredMs) },
    // Without acks, what is delivered is done with.
    ack_floor: { consumer_seq: delivered, stream_seq: state.floor },
    num_ack_pending: 0,
    num_redelivered: 0,
    num_waiting: state.waiting,
    num_pending: state.pending,
    ...(consumer.isBound ? { push_bound: true } : {}),
    ts: timeOf(how.nowMs),
  };
}
