/** What the reply subject of a delivered message says of it. */
export interface Delivery {
  /** The message's revision. */
  readonly streamSequence: number;
  /** Its place among what this consumer delivered, from 1 on. */
  readonly consumerSequence: number;
  readonly createdMs: number;
  /** Messages that this consumer has still to deliver. */
  readonly pending: number;
}

const START = "$JS.ACK.";
const DIGIT_0 = 48;
const NS_DIGITS_OF_A_MS = 6;

/**
 * Reads `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<ns>.<pending>`, and the longer
 * form that names a domain and an account before the stream, and may end with a token of its own (ADR-15).
 *
 * @returns Undefined for a subject of another shape.
 *
 * @example
 * const delivery = parseDelivery("$JS.ACK.KV_b.c.1.42.7.1700000000000000000.3");
 * console.log(delivery?.streamSequence, delivery?.pending); // 42 3
 */
export function parseDelivery(reply: string): Delivery | undefined {
  if (!reply.startsWith(START)) return undefined;
  return numbersAfter(3, reply, false) ?? numbersAfter(5, reply, true);
}

/**
 * The numbers behind so many tokens. They are read in place: a watch would spend a tenth of its time on the
 * strings of all tokens.
 */
function numbersAfter(tokens: number, reply: string, mayGoOn: boolean): Delivery | undefined {
  let at = START.length;
  for (let token = 0; token < tokens; token += 1) {
    at = reply.indexOf(".", at) + 1;
    if (at === 0) return undefined;
  }
  const sequenceEnd = reply.indexOf(".", at);
  const consumerEnd = reply.indexOf(".", sequenceEnd + 1);
  const timeEnd = reply.indexOf(".", consumerEnd + 1);
  if (sequenceEnd < 0 || consumerEnd < 0 || timeEnd < 0) return undefined;
  const next = reply.indexOf(".", timeEnd + 1);
  if (next >= 0 && !mayGoOn) return undefined;
  return {
    streamSequence: numberIn(reply, at, sequenceEnd),
    consumerSequence: numberIn(reply, sequenceEnd + 1, consumerEnd),
    createdMs: numberIn(reply, consumerEnd + 1, timeEnd - NS_DIGITS_OF_A_MS),
    pending: numberIn(reply, timeEnd + 1, next < 0 ? reply.length : next),
  };
}

function numberIn(text: string, from: number, end: number): number {
  let number = 0;
  for (let at = from; at < end; at += 1) number = number * 10 + (text.charCodeAt(at) - DIGIT_0);
  return number;
}
