import type { Stored } from "@revkv/core/engine";

/** What of a stored entry goes to a client. */
export interface Content {
  readonly headers: string;
  readonly payload: Uint8Array;
}

const NOTHING = new Uint8Array(0);
const LINE_END = "\r\n";

/** An entry as it was stored, or its headers alone with the size of what was left out. */
export function contentOf(
  { headers, bytes }: Stored,
  options: { readonly areHeadersAlone: boolean },
): Content {
  if (!options.areHeadersAlone) return { headers, payload: bytes };
  const stored = headers === "" ? `NATS/1.0${LINE_END}` : headers.slice(0, -LINE_END.length);
  const size = `Nats-Msg-Size: ${bytes.length}${LINE_END}${LINE_END}`;
  return { headers: stored + size, payload: NOTHING };
}
