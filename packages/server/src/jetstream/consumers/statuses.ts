import { statusBlock, type HeaderField } from "../../routing/headers.ts";
import { NOTHING, type Message } from "../../routing/message.ts";

/** A message of the server's own, by its status line and what stands below it. */
export function statusMessage(
  subject: string,
  status: string,
  fields: readonly HeaderField[] = [],
  reply = "",
): Message {
  return { subject, reply, headers: statusBlock(status, fields), payload: NOTHING };
}

/** The word that a consumer is alive and what it has delivered; `stalledBy`: the request that it waits for. */
export function heartbeat(
  subject: string,
  last: { readonly consumer: number; readonly stream: number },
  stalledBy = "",
): Message {
  return statusMessage(subject, "100 Idle Heartbeat", [
    ["Nats-Last-Consumer", last.consumer],
    ["Nats-Last-Stream", last.stream],
    ...(stalledBy === "" ? [] : [["Nats-Consumer-Stalled", stalledBy] as const]),
  ]);
}
