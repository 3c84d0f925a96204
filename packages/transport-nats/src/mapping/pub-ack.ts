import type { ApiFailure } from "./api-error.ts";

/** The answer to a write: its revision, or why there is none. */
export type PubAck = { readonly seq: number } | { readonly error: ApiFailure };

const DIGIT_0 = 48;
const END = 125; // }

/**
 * Makes the reader of answers to writes of one stream. What a server says of a plain success is read byte by
 * byte; any other answer is parsed as JSON.
 *
 * @example
 * const read = pubAckReader("KV_users");
 * console.log(read(new TextEncoder().encode('{"stream":"KV_users","seq":7}'))); // { seq: 7 }
 */
export function pubAckReader(stream: string): (answer: Uint8Array) => PubAck {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const heads = [`{"stream":"${stream}","seq":`, `{"stream":"${stream}", "seq":`].map((head) =>
    encoder.encode(head),
  );
  return (answer) => {
    for (const head of heads) {
      const seq = plainSequence(head, answer);
      if (seq > 0) return { seq };
    }
    return parsed(decoder.decode(answer));
  };
}

/** The number between the head and the last brace; 0 when the answer says anything else. */
function plainSequence(head: Uint8Array, answer: Uint8Array): number {
  const end = answer.length - 1;
  if (end <= head.length || end - head.length > 15 || answer[end] !== END) return 0;
  if (answer[head.length] === DIGIT_0) return 0;
  for (let at = 0; at < head.length; at += 1) if (answer[at] !== head[at]) return 0;
  let seq = 0;
  for (let at = head.length; at < end; at += 1) {
    const digit = (answer[at] ?? 0) - DIGIT_0;
    if (digit < 0 || digit > 9) return 0;
    seq = seq * 10 + digit;
  }
  return seq;
}

function parsed(text: string): PubAck {
  try {
    const answer = JSON.parse(text) as { readonly seq?: unknown; readonly error?: ApiFailure };
    if (answer.error !== undefined) return { error: answer.error };
    if (Number.isSafeInteger(answer.seq)) return { seq: answer.seq as number };
  } catch {
    // What is no JSON is told below, as it came.
  }
  return { error: { description: `no answer to a write: ${text.slice(0, 200)}` } };
}
