import type { Operations } from "../../src/protocol/operations.ts";
import { Parser } from "../../src/protocol/parser.ts";

/** Small limits, so that short inputs reach them. */
export const limits = { maxControlLineBytes: 64, maxPayloadBytes: 200 };

/** What a parser makes of bytes: operations one a line, payloads in base64, and the fault at the end. */
export function read(chunks: readonly Buffer[], accepts: Parser["accepts"] = "headers"): string[] {
  const said: string[] = [];
  const parser = new Parser(recorder(said), limits);
  parser.accepts = accepts;
  for (const chunk of chunks) {
    const fault = parser.parse(chunk);
    if (fault === undefined) continue;
    said.push(`fault ${fault.text}`);
    break;
  }
  return said;
}

/** Writes down each operation, copied as whoever keeps it has to. */
export function recorder(said: string[]): Operations {
  return {
    connect: (json) => said.push(`connect ${json}`),
    publish: ({ subject, reply, headers, payload }) =>
      said.push(`publish ${JSON.stringify({ subject, reply, headers })} ${base64(payload)}`),
    subscribe: (...all) => said.push(`subscribe ${JSON.stringify(all)}`),
    unsubscribe: (...all) => said.push(`unsubscribe ${JSON.stringify(all)}`),
    ping: () => said.push("ping"),
    pong: () => said.push("pong"),
  };
}

/** Bytes in pieces that end at these positions. */
export function cut(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const ends = [...new Set(positions)].filter((at) => at < bytes.length).toSorted((a, b) => a - b);
  return [...ends, bytes.length].map((end, at) =>
    // A chunk of its own, as the next one may overwrite what a real one had.
    Buffer.from(bytes.subarray(ends[at - 1] ?? 0, end)),
  );
}

function base64(payload: Uint8Array): string {
  return Buffer.from(payload).toString("base64");
}
