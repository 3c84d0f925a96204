import { connect, type Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { local } from "@revkv/transport-local";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { serve } from "../../src/serve.ts";
import { Dice } from "../protocol/hostile.ts";
import { BUCKETS, hostileRequest, type HostileInput } from "./hostile-inputs.ts";

// `REVKV_FUZZ=1000000` tries so many inputs; `REVKV_SEED` repeats a run.
const INPUTS = Number(process.env["REVKV_FUZZ"] ?? 5_000);
const SEED = Number(process.env["REVKV_SEED"] ?? Date.now() % 2 ** 31);
const CONNECTIONS = 4;
/** What is sent before anybody waits for answers. */
const INPUTS_A_TURN = 64;
/** After so many turns everything is deleted: what is stored is no leak. */
const TURNS_A_LIFE = 50;
/** Far more than a turn takes, even when another program has the processor. */
const HANG_MS = 10_000;
/** Far less than what one kept input in a hundred of a million would add up to. */
const MOST_GROWTH_BYTES = 30_000_000;
/** A million inputs take minutes. */
const PATIENCE_MS = 3_600_000;

const report = { inputs: 0, crashes: 0, hangs: 0, peakBytes: 0 };

afterAll(() => {
  const { inputs, crashes, hangs, peakBytes } = report;
  const peak = `${Math.round(peakBytes / 1_048_576)} MiB`;
  console.log(
    `fuzz of JetStream: seed ${SEED}, ${inputs} inputs, ${crashes} crashes, ${hangs} hangs, peak memory ${peak}`,
  );
});

test(
  "whatever clients ask at once, the server goes on, keeps nothing of it, and makes no mistake of its own",
  async () => {
    const mistakes = mistakesOf();
    const server = await serve(local());
    onTestFinished(() => server.close());
    const port = Number(new URL(server.url).port);
    const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => Client.open(port)));
    // What stays for good, such as compiled code, is there after some turns.
    await fuzz(clients, { from: -TURNS_A_LIFE * INPUTS_A_TURN, to: 0 });
    const before = memoryAfterGc();
    await fuzz(clients, { from: 0, to: INPUTS });
    report.crashes = mistakes.length;
    expect(mistakes).toEqual([]);
    expect(memoryAfterGc() - before).toBeLessThan(MOST_GROWTH_BYTES);

    const last = await Client.open(port);
    last.send({ ...PLAIN, subject: "$JS.API.STREAM.CREATE.KV_z", body: Buffer.from(BUCKET) });
    last.send({ ...PLAIN, subject: "$KV.z.k", body: Buffer.from("v") });
    await last.settled();
    expect(last.received).toContain('{"stream":"KV_z","seq":1}');
    for (const client of [...clients, last]) client.end();
  },
  PATIENCE_MS,
);

const PLAIN: HostileInput = { subject: "", reply: "r", headers: "", body: Buffer.alloc(0) };
const BUCKET = JSON.stringify({ name: "KV_z", subjects: ["$KV.z.>"], discard: "new" });

/** Sends inputs, in turn over all connections; a turn that takes too long is shown with what repeats it. */
async function fuzz(
  clients: readonly Client[],
  range: { from: number; to: number },
): Promise<void> {
  for (let first = range.from; first < range.to; first += INPUTS_A_TURN) {
    const next = Math.min(range.to, first + INPUTS_A_TURN);
    for (let number = first; number < next; number += 1) {
      clients[Math.abs(number) % CONNECTIONS]?.send(hostileRequest(new Dice(SEED + number)));
      report.inputs += 1;
    }
    const isLast = next === range.to || (first / INPUTS_A_TURN) % TURNS_A_LIFE === 0;
    try {
      await Promise.all(clients.map((client) => client.settled()));
      if (isLast) for (const bucket of BUCKETS) clients[0]?.send(deletionOf(bucket));
      await clients[0]?.settled();
    } catch (error) {
      report.hangs += 1;
      throw new Error(`inputs ${first} to ${next} of seed ${SEED}`, { cause: error });
    }
    report.peakBytes = Math.max(report.peakBytes, process.memoryUsage().rss);
  }
}

function deletionOf(bucket: string): HostileInput {
  return { ...PLAIN, subject: `$JS.API.STREAM.DELETE.KV_${bucket}` };
}

/** What the server prints of errors that it did not expect, and what nobody caught. */
function mistakesOf(): unknown[] {
  const mistakes: unknown[] = [];
  const printed = vi
    .spyOn(console, "error")
    .mockImplementation((...what) => void mistakes.push(what));
  const uncaught = (error: unknown): void => void mistakes.push(error);
  process.on("uncaughtException", uncaught);
  onTestFinished(() => {
    printed.mockRestore();
    process.off("uncaughtException", uncaught);
  });
  return mistakes;
}

function memoryAfterGc(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** One connection: it hears what is said to `r`, to `d` and to all who listen, and keeps the end of it. */
class Client {
  received = "";
  readonly #socket: Socket;
  #pings = 0;
  #pongs = 0;
  #answered = (): void => {};
  #failed = (): void => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("close", () => this.#failed());
    socket.on("data", (chunk) => this.#read(chunk.toString("latin1")));
  }

  static async open(port: number): Promise<Client> {
    const client = new Client(connect({ port, host: "127.0.0.1", noDelay: true }));
    const connecting = '{"verbose":false,"headers":true,"no_responders":true,"protocol":1}';
    client.#socket.write(
      `CONNECT ${connecting}\r\nSUB r 1\r\nSUB r.> 2\r\nSUB d 3\r\nSUB $KV.a.x 4\r\n`,
    );
    await client.settled();
    return client;
  }

  send({ subject, reply, headers, body }: HostileInput): void {
    const head = Buffer.from(headers, "latin1");
    const sizes = `${head.length} ${head.length + body.length}`;
    this.#socket.write(`HPUB ${subject} ${reply} ${sizes}\r\n`);
    this.#socket.write(Buffer.concat([head, body, Buffer.from("\r\n")]));
  }

  /** Waits until everything that was sent has been dealt with. */
  async settled(): Promise<void> {
    this.#pings += 1;
    this.#socket.write("PING\r\n");
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<void>((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = () => reject(new Error(`no PONG behind ${this.received.slice(-500)}`));
      timer = setTimeout(this.#failed, HANG_MS);
    });
    await answered.finally(() => clearTimeout(timer));
  }

  end(): void {
    this.#socket.destroy();
  }

  #read(text: string): void {
    // A PONG of a payload would have to be one of ours: no input has one.
    const before = this.received.slice(-5);
    this.#pongs += (before + text).split("PONG\r\n").length - 1;
    this.received = (this.received + text).slice(-10_000);
    if (this.#pongs >= this.#pings) this.#answered();
  }
}
