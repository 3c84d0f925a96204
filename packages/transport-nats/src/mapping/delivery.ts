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
const DOT = 46; // .
const DIGIT_0 = 48;
const NS_DIGITS_OF_A_MS = 6;

/**
 * Reads `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<ns>.<pending>`, and the longer
 * form that names a domain and an account before the stream (ADR-15).
 *
 * @returns Undefined for a subject of another shape.
 *
 * @example
 * const delivery = parseDelivery("$JS.ACK.KV_b.c.1.42.7.1700000000000000000.3");
 * console.log(delivery?.streamSequence, delivery?.pending); // 42 3
 */
export function parseDelivery(reply: string): Delivery | undefined {
  if (!reply.startsWith(START)) return undefined;
  const dots = dotsOf(reply);
  // From the left: the long form may end with a token that is none of these.
  const at = dots.length === 8 ? 4 : dots.length >= 10 ? 6 : -1;
  if (at < 0) return undefined;
  const number = (nth: number, digitsLess = 0): number => {
    const end = dots[at + nth + 1] ?? reply.length;
    return numberIn(reply, (dots[at + nth] ?? 0) + 1, end - digitsLess);
  };
  return {
    streamSequence: number(0),
    consumerSequence: number(1),
    createdMs: number(2, NS_DIGITS_OF_A_MS),
    pending: number(3),
  };
}

/** Numbers are read in place: a watch would spend a tenth of its time on the strings of all tokens. */
function dotsOf(subject: string): readonly number[] {
  const dots: number[] = [];
  for (let at = 0; at < subject.length; at += 1) if (subject.charCodeAt(at) === DOT) dots.push(at);
  return dots;
}

function numberIn(text: string, from: number, end: number): number {
  let number = 0;
  for (let at = from; at < end; at += 1) number = number * 10 + (text.charCodeAt(at) - DIGIT_0);
  return number;
}
