import { isKvError, type KvBucket, type KvEntry } from "@revkv/core";
import {
  startProxy,
  startServer,
  type FoundServer,
  type Proxy,
  type RunningServer,
} from "@revkv/dev/nats-server";
import { consumersLeft, storedIn } from "./aftermath.ts";
import { sumOf, type Figures } from "./figures.ts";
import { Ledger } from "./ledger.ts";
import type { Line } from "./line.ts";
import { writeUntil } from "./load.ts";
import { Recording } from "./recording.ts";
import { Witness, type Sight } from "./witness.ts";
import { within } from "./within.ts";

/** How much there is to deliver, and where it breaks. */
export interface SyncPlan {
  readonly entries: number;
  /** Parts of the way, from 0 to 1: at each of them watches and a listing are cut. */
  readonly places: readonly number[];
}

/** A way to the server that can be cut, with one reader on it. */
interface Road {
  readonly proxy: Proxy;
  readonly line: Line;
  readonly bucket: KvBucket;
}

/** Entries of each key at first. */
const DEPTH = 2;
/** Enough for the server to wait in the middle until the client has said that it follows. */
const PADDING = "x".repeat(1_000);

/**
 * The connection is cut while the initial values are on their way, and again while they go on, with another
 * who writes. Watches give every entry once all the same; listings say that they are incomplete.
 */
export async function cutInSync(found: FoundServer, plan: SyncPlan): Promise<Figures> {
  const server = await startServer(found);
  const roads: Road[] = [];
  try {
    const recording = new Recording("a connection that is cut in an initial sync");
    const whole = await recording.dial(server.url);
    const ledger = new Ledger();
    const bucket = await whole.kv.create("faults", { history: 64 });
    await fill(bucket, ledger, plan.entries);
    let isOver = false;
    const load = writeUntil(() => isOver, { bucket, writer: "meanwhile", ledger });
    const run = new SyncRun({ server, recording, roads });
    await Promise.race([run.all(plan), load]).finally(() => {
      isOver = true;
    });
    await load;
    const stored = await storedIn("faults", server.url);
    const parts = [ledger.judge(stored), await run.figures(stored)];
    const left = await consumersLeft(whole.connection, "faults");
    await Promise.all([whole, ...roads.map(({ line }) => line)].map((line) => line.close()));
    return sumOf([...parts, { consumersLeft: left }]);
  } finally {
    await Promise.all(roads.map(({ proxy }) => proxy.stop()));
    await server.stop();
  }
}

async function fill(bucket: KvBucket, ledger: Ledger, entries: number): Promise<void> {
  const writes = Array.from({ length: entries }, (_, at) => {
    const key = `key.${at % (entries / DEPTH)}`;
    const value = `${at} ${PADDING}`;
    const deed = { writer: `first ${at}`, key, operation: "PUT", value } as const;
    return ledger.note(deed, () => bucket.put(key, value));
  });
  await Promise.all(writes);
}

interface SyncParts {
  readonly server: RunningServer;
  readonly recording: Recording;
  /** All that have been opened. */
  readonly roads: Road[];
}

/** The readers of one run and what became of them. */
class SyncRun {
  readonly #parts: SyncParts;
  readonly #witnesses: Witness[] = [];
  readonly #figures: Partial<Figures>[] = [];
  /** Watches that the first cut met before they had their initial values. */
  #inSync = 0;

  constructor(parts: SyncParts) {
    this.#parts = parts;
  }

  async all({ places, entries }: SyncPlan): Promise<void> {
    for (const place of places) {
      const bytes = Math.floor(place * entries * PADDING.length);
      const last = Math.floor(bytes / DEPTH);
      await this.#watch({ name: `last, cut at ${place}`, include: "last" }, last);
      await this.#watch({ name: `history, cut at ${place}`, include: "history" }, bytes);
      await this.#list(bytes);
    }
    if (this.#inSync === 0) throw new Error("no watch was cut before it had its initial values");
  }

  /** Waits until the watches have come to the end of what is stored, and judges them. */
  async figures(stored: readonly KvEntry[]): Promise<Figures> {
    const witnesses = this.#witnesses;
    await Promise.all(witnesses.map((witness) => witness.caughtUp(stored)));
    this.#parts.recording.judge();
    const seen = witnesses.map((witness) => witness.figures);
    await Promise.all(witnesses.map((witness) => witness.stop()));
    return sumOf([...this.#figures, ...seen]);
  }

  /** A watch that is cut twice; where the first cut comes before it is open it is refused. */
  async #watch(sight: Sight, bytes: number): Promise<void> {
    const { proxy, bucket } = await this.#road();
    const first = cutAfter(proxy, bytes);
    const witness = await Witness.open(bucket, sight);
    await within(2, "the first cut", first);
    if (witness === undefined) {
      this.#figures.push({ cuts: 1, watchersRefused: 1 });
      return;
    }
    if (!witness.isInitialized) this.#inSync += 1;
    this.#witnesses.push(witness);
    await within(2, "the second cut", cutAfter(proxy, Math.floor(bytes / 4)));
    this.#figures.push({ cuts: 2 });
  }

  /** A listing that is cut: it must say so. */
  async #list(bytes: number): Promise<void> {
    const { proxy, bucket } = await this.#road();
    const cut = cutAfter(proxy, bytes);
    const listing = within(2, "a listing", bucket.history(">").toArray());
    const error: unknown = await listing.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    await within(2, "the cut of the listing", cut);
    if (!isKvError(error, "INCOMPLETE_READ")) {
      throw new Error("a listing that was cut does not say so", { cause: error });
    }
    this.#figures.push({ cuts: 1, readsCut: 1 });
  }

  async #road(): Promise<Road> {
    const { server, recording, roads } = this.#parts;
    const proxy = await startProxy(server.port);
    const line = await recording.dial(proxy.url);
    const road = { proxy, line, bucket: await line.kv.open("faults") };
    roads.push(road);
    return road;
  }
}

/** Cuts the connection when the server has sent so many bytes more. */
function cutAfter(proxy: Proxy, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    proxy.afterFromServer(bytes, () => {
      proxy.cut();
      resolve();
    });
  });
}
