import { Duplex } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { Authenticator } from "../../src/connections/authenticator.ts";
import { Session } from "../../src/connections/session.ts";
import { parseServeOptions } from "../../src/options.ts";
import { Router } from "../../src/routing/router.ts";
import { framesIn } from "./frame-reader.ts";
import { cuts, Dice, hostileInput } from "./hostile.ts";
import { cut, limits, read } from "./recorder.ts";

// `REVKV_FUZZ=1000000` tries so many inputs; `REVKV_SEED` repeats a run.
const INPUTS = Number(process.env["REVKV_FUZZ"] ?? 20_000);
const SEED = Number(process.env["REVKV_SEED"] ?? Date.now() % 2 ** 31);
/** Far more than any input takes, even when another program has the processor. */
const HANG_MS = 2_000;
/** Far less than what one kept input in a hundred would add up to. */
const MOST_GROWTH_BYTES = 400_000_000;
/** A million inputs take minutes. */
const PATIENCE_MS = 3_600_000;
const INPUTS_A_TURN = 64;

const report = { inputs: 0, crashes: 0, hangs: 0, peakBytes: 0 };

afterAll(() => {
  const { inputs, crashes, hangs, peakBytes } = report;
  const peak = `${Math.round(peakBytes / 1_048_576)} MiB`;
  console.log(
    `fuzz of the protocol: seed ${SEED}, ${inputs} inputs, ${crashes} crashes, ${hangs} hangs, peak memory ${peak}`,
  );
});

test(
  "the parser takes any bytes and makes the same of them however they are cut",
  async () => {
    await fuzz((bytes, dice) => {
      expect(read(cut(bytes, cuts(dice, bytes.length)))).toEqual(read([bytes]));
    });
  },
  PATIENCE_MS,
);

test(
  "a session takes any bytes and sends nothing but frames and what its client has sent",
  async () => {
    const ends: Array<() => void> = [];
    await fuzz((bytes, dice) => {
      const wire = new Wire();
      const session = sessionOn(wire, dice.below(4) === 0 ? { token: "secret" } : {});
      for (const chunk of cut(bytes, cuts(dice, bytes.length))) wire.emit("data", chunk);
      session.drain();
      ends.push(() => wire.destroy());
      if (ends.length >= INPUTS_A_TURN) for (const end of ends.splice(0)) end();
      for (const { body } of framesIn(wire.sent())) expect(isOwn(body, bytes)).toBe(true);
    });
    for (const end of ends) end();
  },
  PATIENCE_MS,
);

/** Tries inputs; one that fails is shown, together with the seed that makes it. */
async function fuzz(attempt: (bytes: Buffer, dice: Dice) => void): Promise<void> {
  const before = process.memoryUsage().rss;
  for (let number = 0; number < INPUTS; number++) {
    const dice = new Dice(SEED + number);
    const bytes = hostileInput(dice);
    const begin = performance.now();
    try {
      attempt(bytes, dice);
    } catch (error) {
      report.crashes += 1;
      const what = `input ${number} of seed ${SEED}: ${JSON.stringify(bytes.toString("latin1"))}`;
      throw new Error(what, { cause: error });
    }
    report.inputs += 1;
    if (performance.now() - begin > HANG_MS) report.hangs += 1;
    // Ends and timers of the sessions before have their turn.
    if (number % INPUTS_A_TURN === 0) await turn();
    if (number % 1_024 === 0)
      report.peakBytes = Math.max(report.peakBytes, process.memoryUsage().rss);
  }
  expect(report.hangs).toBe(0);
  expect(process.memoryUsage().rss - before).toBeLessThan(MOST_GROWTH_BYTES);
}

function sessionOn(wire: Wire, options: { readonly token?: string }): Session {
  const settings = { ...parseServeOptions(options), ...limits };
  const authenticator = new Authenticator(settings.credentials);
  const { maxPayloadBytes } = limits;
  const isAuthRequired = authenticator.isRequired;
  const session = new Session(
    {
      settings,
      authenticator,
      router: new Router({ take: () => false, interestChanged: () => {} }),
      facts: { id: "id", name: "name", maxPayloadBytes, isAuthRequired },
    },
    {
      client: { id: 1, ip: "127.0.0.1", nonce: undefined },
      listener: { host: "127.0.0.1", port: 4222, tls: "none", isWebSocket: false },
    },
    wire,
  );
  session.greet();
  session.start();
  return session;
}

/** True for a body whose every part came from the client, or tells it that nobody responds. */
function isOwn(body: Buffer, sent: Buffer): boolean {
  return (
    sent.includes(body) || body.toString("latin1").startsWith("NATS/1.0 503\r\nNats-Subject: ")
  );
}

/** The server's end of a connection, in memory. */
class Wire extends Duplex {
  readonly #sent: Buffer[] = [];

  sent(): Buffer {
    return Buffer.concat(this.#sent);
  }

  override _read(): void {}

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.#sent.push(chunk);
    done();
  }
}
