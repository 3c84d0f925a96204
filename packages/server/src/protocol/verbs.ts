/** A word that a line of a client begins with, and what stands between it and its arguments. */
export interface Verb {
  readonly name:
    | "CONNECT"
    | "PUB"
    | "HPUB"
    | "SUB"
    | "UNSUB"
    | "PING"
    | "PONG"
    | "INFO"
    | "+OK"
    | "-ERR";
  /** Its bytes, letters in lower case. */
  readonly bytes: Uint8Array;
  /** `needed`: at least one; `ignored`: what follows up to the end of the line says nothing. */
  readonly blanks: "needed" | "allowed" | "ignored";
}

/** A blank between arguments. */
export const SPACE = 0x20;
/** The other blank. */
export const TAB = 0x09;
/** What may stand before the end of a line. */
export const CR = 0x0d;
/** The end of a line. */
export const LF = 0x0a;
/** Makes a letter a small one. */
const SMALL = 0x20;

const [CONNECT, PUB, HPUB, SUB, UNSUB, PING, PONG, INFO, OK, ERR] = [
  verb("CONNECT", "allowed"),
  verb("PUB", "needed"),
  verb("HPUB", "needed"),
  verb("SUB", "needed"),
  verb("UNSUB", "needed"),
  verb("PING", "ignored"),
  verb("PONG", "ignored"),
  verb("INFO", "allowed"),
  verb("+OK", "ignored"),
  verb("-ERR", "needed"),
];

/**
 * The verb that stands at a position, in capitals or not; undefined for none.
 *
 * @returns `more` when the bytes end within what may become one.
 */
export function verbAt(bytes: Uint8Array, at: number, end: number): Verb | "more" | undefined {
  const verb = candidateAt(bytes, at, end);
  if (verb === undefined || verb === "more") return verb;
  const wanted = verb.bytes;
  for (let index = 1; index < wanted.length; index++) {
    if (at + index >= end) return "more";
    if (small(bytes[at + index]) !== wanted[index]) return undefined;
  }
  return verb;
}

/** The only verb that the first byte, or the first two, can begin. */
function candidateAt(bytes: Uint8Array, at: number, end: number): Verb | "more" | undefined {
  switch (small(bytes[at])) {
    case PUB.bytes[0]:
      return at + 1 < end ? ofP(small(bytes[at + 1])) : "more";
    case HPUB.bytes[0]:
      return HPUB;
    case SUB.bytes[0]:
      return SUB;
    case UNSUB.bytes[0]:
      return UNSUB;
    case CONNECT.bytes[0]:
      return CONNECT;
    case INFO.bytes[0]:
      return INFO;
    case OK.bytes[0]:
      return OK;
    case ERR.bytes[0]:
      return ERR;
    default:
      return undefined;
  }
}

function ofP(second: number): Verb | undefined {
  if (second === PUB.bytes[1]) return PUB;
  if (second === PING.bytes[1]) return PING;
  return second === PONG.bytes[1] ? PONG : undefined;
}

/** A capital letter as a small one, any other byte as it is. */
function small(byte = 0): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | SMALL : byte;
}

function verb(name: Verb["name"], blanks: Verb["blanks"]): Verb {
  return { name, bytes: Buffer.from(name.toLowerCase(), "latin1"), blanks };
}
