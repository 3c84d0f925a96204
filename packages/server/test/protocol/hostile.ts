/** Numbers that a seed repeats. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * count);
  }

  /** One of these. */
  of<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }
}

const LINES = [
  'CONNECT {"verbose":false,"headers":true,"no_responders":true,"protocol":1}',
  'CONNECT {"verbose":true,"pedantic":true,"echo":false}',
  'CONNECT {"auth_token":"secret","headers":true,"verbose":false}',
  'CONNECT {"__proto__":{"verbose":1},"user":null,"protocol":1e999}',
  `CONNECT ${"[".repeat(50)}`,
  "SUB a.b 1",
  "SUB a.* 2",
  "SUB > 3",
  "SUB a.b queue 4",
  "SUB é.ü 5",
  "SUB a..b 6",
  `SUB ${"x.".repeat(30)}y 7`,
  "UNSUB 1",
  "UNSUB 2 1",
  "UNSUB 3 999999999",
  "PING",
  "PONG",
  "+OK",
  "INFO {}",
  "-ERR 'x'",
  "PUB a.b 0\r\n",
  "PUB a.b 5\r\nhello",
  "PUB a.b r 5\r\nhello",
  "PUB nobody a.b 2\r\nhi",
  "PUB $JS.API.INFO a.b 0\r\n",
  "PUB a.b $JS.ACK.x 2\r\nhi",
  "PUB a.b 999999999\r\n",
  "PUB a.b 201\r\n",
  "PUB a.b 0000000005\r\nhello",
  "HPUB a.b 12 14\r\nNATS/1.0\r\n\r\nhi",
  "HPUB a.b r 0 5\r\nhello",
  "HPUB a.b 14 12\r\nhi",
  `HPUB a.b 12 112\r\nNATS/1.0\r\n\r\n${"x".repeat(100)}`,
] as const;

const BYTES = [0, 9, 10, 13, 32, 43, 45, 46, 48, 57, 62, 42, 67, 80, 127, 128, 195, 255] as const;

/** What a client may send that means no good, or is no client: whole lines, and what damage makes of them. */
export function hostileInput(dice: Dice): Buffer {
  if (dice.below(10) === 0) return Buffer.from(bytesOf(dice, dice.below(300)));
  const lines = Array.from({ length: 1 + dice.below(8) }, () => `${dice.of(LINES)}\r\n`);
  let bytes: Buffer = Buffer.from(lines.join(""));
  for (let damages = dice.below(4); damages > 0; damages--) bytes = damaged(bytes, dice);
  return bytes;
}

/** Where to cut it. */
export function cuts(dice: Dice, length: number): number[] {
  return Array.from({ length: dice.below(6) }, () => 1 + dice.below(length));
}

function damaged(bytes: Buffer, dice: Dice): Buffer {
  const at = dice.below(bytes.length + 1);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (dice.below(5)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, after.subarray(1 + dice.below(8))]);
    case 2:
      return Buffer.concat([before, Buffer.from(bytesOf(dice, 1 + dice.below(8))), after]);
    case 3:
      return Buffer.concat([before, after.subarray(0, dice.below(40)), after]);
    default:
      return Buffer.concat([before, Buffer.alloc(dice.below(150), dice.of(BYTES)), after]);
  }
}

function bytesOf(dice: Dice, count: number): number[] {
  return Array.from({ length: count }, () =>
    dice.below(2) === 0 ? dice.of(BYTES) : dice.below(256),
  );
}
