import { withHeaders } from "@revkv/core/words";
import type { Msg } from "@nats-io/nats-core";
import { blockBefore } from "./mapping/block-before.ts";

/**
 * Reads the headers of messages as they came. The client library makes a map of them with a list for each name,
 * which took a tenth of a get and a quarter of a getMany; the bytes that it makes them of are still there. Where
 * they are not, its map is written out.
 */
export class HeaderReader {
  /** All bytes of a buffer, kept: hundreds of messages lie in one, and most have no headers. */
  #wire: Uint8Array = new Uint8Array(0);

  /**
   * The header block of a message; empty for none.
   *
   * @param data - The message's data, of which the library makes a new view at each call.
   */
  textOf(message: Msg, data: Uint8Array): string {
    if (this.#wire.buffer !== data.buffer) this.#wire = new Uint8Array(data.buffer);
    return blockBefore(this.#wire, data) ?? written(message);
  }
}

function written({ headers }: Msg): string {
  if (headers === undefined) return "";
  const status = headers.code === 0 ? "" : ` ${headers.status}`;
  const fields = [...headers].flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return withHeaders(`NATS/1.0${status}\r\n\r\n`, fields);
}
