import type { Stored } from "@revkv/core/engine";
import { withFields } from "../../routing/headers.ts";
import { NOTHING, type Message } from "../../routing/message.ts";

/** An entry as it was stored, or its headers alone with the size of what was left out. */
export function contentOf(
  { headers, bytes }: Stored,
  options: { readonly areHeadersAlone: boolean },
): Pick<Message, "headers" | "payload"> {
  if (!options.areHeadersAlone) return { headers, payload: bytes };
  return { headers: withFields(headers, [["Nats-Msg-Size", bytes.length]]), payload: NOTHING };
}
