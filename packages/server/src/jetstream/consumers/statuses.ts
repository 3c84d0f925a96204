import type { Message } from "../../routing/message.ts";

const NOTHING = new Uint8Array(0);

/** A message of the server's own, by its status line and what stands below it. */
export function statusMessage(
  subject: string,
  status: string,
  fields: readonly (readonly [name: string, value: string | number])[] = [],
  reply = "",
): Message {
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return { subject, reply, headers: `NATS/1.0 ${status}\r\n${lines}\r\n`, payload: NOTHING };
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
