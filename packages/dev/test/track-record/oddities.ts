import { settingsOf, type RawStreams, type Told } from "./raw-streams.ts";

/** Something that servers do, which revkv makes up for or tells about, and how it is seen. */
export interface Oddity {
  readonly what: string;
  /** The versions that do it, by their beginnings. */
  readonly servers: readonly string[];
  /** It comes by chance: it is looked for again and again, and where it is listed alone. */
  readonly isByChance?: boolean;
  readonly occurs: (streams: RawStreams) => Promise<boolean>;
}

const ALL = ["2.9.", "2.10.", "2.15."];
const MOST_TRIES = 2_000;
const NS_PER_MS = 1_000_000;

/** What servers do, by raw requests: docs/track-record.md leads here. */
export const ODDITIES: readonly Oddity[] = [
  {
    what: "counts a wildcard within a token as a prefix",
    servers: ["2.10.", "2.15."],
    occurs: async (streams) => {
      await streams.make("prefix");
      for (const key of ["a", "ab", "abc", "b"]) await streams.put("prefix", key);
      const told = await streams.consume("prefix", ["a*"]);
      told.stop();
      return (told.counted ?? 0) > 0;
    },
  },
  {
    what: "leaves a key that is a wildcard to the letter out of a listing, and sends another twice",
    servers: ["2.10."],
    occurs: async (streams) => {
      await streams.make("literal", { max_msgs_per_subject: 3 });
      for (const key of ["a", "*", "b.*", "c"]) await streams.put("literal", key);
      const keys = await listed(streams, "literal", [">"]);
      return !keys.includes("*") && keys.filter((key) => key === "c").length > 1;
    },
  },
  {
    what: "leaves an entry out when it is asked for several filters",
    servers: ["2.10."],
    occurs: async (streams) => {
      await streams.make("several");
      for (const key of ["a", "x", "b"]) await streams.put("several", key);
      const told = await streams.consume("several", ["*", "a.c"]);
      // 2.9 takes none but one.
      if (told.failure !== undefined) return false;
      return (await untilEnd(streams, "several", told)).every(({ key }) => key !== "a");
    },
  },
  {
    what: "counts too few entries when it is asked for several filters",
    servers: ["2.10."],
    occurs: async (streams) => {
      await streams.make("counted");
      for (const key of ["a", "b"]) await streams.put("counted", key);
      const told = await streams.consume("counted", ["a.b.c", "a"]);
      told.stop();
      return told.counted === 0;
    },
  },
  {
    what: "refuses metadata of 131,072 bytes, and takes 16 less",
    servers: ["2.15."],
    occurs: async (streams) => {
      const tried = [131_072, 131_056].map(async (bytes) => {
        const metadata = { a: "x".repeat(bytes - 1) };
        return (await streams.make(`metadata${bytes}`, { metadata })).error !== undefined;
      });
      const [isMostRefused, isLessRefused] = await Promise.all(tried);
      return isMostRefused === true && isLessRefused === false;
    },
  },
  {
    what: "refuses to change what is republished",
    servers: ["2.9."],
    occurs: async (streams) => {
      await streams.make("republished");
      const settings = settingsOf("republished", { republish: { src: ">", dest: "copy.>" } });
      const { error } = await streams.api("STREAM.UPDATE.KV_republished", settings);
      return error?.err_code === 10052;
    },
  },
  {
    what: "makes no consumer on a mirror whose origin is gone",
    servers: ["2.9."],
    occurs: async (streams) => {
      await streams.make("left");
      await streams.put("left", "k");
      await streams.make("orphan", { mirror: { name: "KV_left" }, mirror_direct: true });
      if (!(await comes(() => holds(streams, "orphan", 1)))) throw new Error("it copies nothing");
      await streams.delete("left");
      const told = await streams.consume("orphan", [">"], "left");
      told.stop();
      return told.failure === 10093;
    },
  },
  {
    what: "stops a mirror at a compare-and-set whose entry before was gone already",
    servers: ["2.9.", "2.10."],
    occurs: async (streams) => {
      await streams.make("origin");
      await streams.put("origin", "k");
      const fields = { "Nats-Expected-Last-Subject-Sequence": "1" };
      await streams.put("origin", "k", { fields });
      await streams.put("origin", "other");
      await streams.make("mirror", { mirror: { name: "KV_origin" }, mirror_direct: true });
      return !(await comes(() => holds(streams, "mirror", 2), 3_000));
    },
  },
  {
    what: "lets a mirror answer direct reads of its origin",
    servers: ALL,
    occurs: async (streams) => {
      await streams.make("read");
      await streams.make("reader", { mirror: { name: "KV_read" }, mirror_direct: true });
      await streams.put("read", "k");
      return comes(async () => {
        const answer = await streams.direct("read", "k");
        return answer?.headers?.get("Nats-Stream") === "KV_reader";
      });
    },
  },
  {
    what: "leaves out what is overwritten before it is delivered",
    servers: ALL,
    occurs: async (streams) => {
      await streams.make("overwritten");
      const told = await burst(streams, "overwritten", () => "k");
      return told.length < BURST;
    },
  },
  {
    what: "counts with a live entry those that wait behind it",
    servers: ALL,
    occurs: async (streams) => {
      await streams.make("waiting");
      const told = await burst(streams, "waiting", (at) => `k${at}`);
      return told.some(({ pending }) => pending > 0);
    },
  },
  {
    what: "sends an entry again when others are purged while it delivers",
    servers: ["2.9."],
    occurs: async (streams) => {
      await streams.make("purged");
      // Too much for the server to have sent before the purge is asked for.
      const value = new Uint8Array(20_000);
      const keys = Array.from({ length: 600 }, (_, at) => `k${at}`);
      await Promise.all(keys.map((key) => streams.put("purged", key, { value })));
      const told = await streams.consume("purged", [">"]);
      await streams.api("STREAM.PURGE.KV_purged", { keep: 100 });
      const entries = await untilEnd(streams, "purged", told);
      const revisions = entries.map(({ revision }) => revision);
      return new Set(revisions).size < revisions.length;
    },
  },
  {
    what: "keeps what has expired in files for a while",
    servers: ["2.10.", "2.15."],
    isByChance: true,
    occurs: async (streams) => {
      const ageMs = 100;
      const age = ageMs * NS_PER_MS;
      await streams.make("late", { storage: "file", max_age: age, duplicate_window: age });
      // Several at once: a single one may come due just when the server looks, each time.
      const keys = Array.from({ length: 8 }, (_, at) => `k${at}`);
      const late = await Promise.all(keys.map((key) => mostLateMs(streams, key, ageMs)));
      return Math.max(...late) > 100;
    },
  },
  {
    what: "gives a bucket kept in files that is made again what the deleted one held",
    servers: ["2.10.", "2.15."],
    isByChance: true,
    occurs: async (streams) => {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const { state } = await streams.make("again", { storage: "file" });
        if ((state?.messages ?? 0) > 0) return true;
        // Now and then it cannot be made at all (10049).
        if (state !== undefined) await streams.put("again", "k");
        await streams.delete("again");
      }
      return false;
    },
  },
  {
    what: "counts too few entries while others write",
    servers: ["2.9."],
    isByChance: true,
    occurs: async (streams) => {
      await streams.make("busy", { storage: "file", max_msgs_per_subject: 5 });
      const keys = Array.from({ length: 300 }, (_, at) => `k${at}`);
      for (const key of keys) await streams.put("busy", key);
      const task = async (): Promise<boolean> => {
        for (let tries = 0; tries < MOST_TRIES; tries += 1) {
          const told = await streams.consume("busy", [">"]);
          told.stop();
          if ((told.counted ?? 0) < keys.length) return true;
        }
        return false;
      };
      return whileWriting(streams, "busy", { keys, task });
    },
  },
];

const PURGE = { "KV-Operation": "PURGE", "Nats-Rollup": "sub" };
/** So many writes at once. */
const BURST = 500;
/** What a busy machine may take. */
const PATIENCE_MS = 10_000;

/** Writes and purges the keys again and again, on connections of their own, until a task has ended. */
async function whileWriting<T>(
  streams: RawStreams,
  bucket: string,
  { keys, task }: { readonly keys: readonly string[]; readonly task: () => Promise<T> },
): Promise<T> {
  const writers = await Promise.all([streams.again(), streams.again(), streams.again()]);
  const run = { isOver: false };
  const writing = Array.from({ length: 48 }, async (_, writer) => {
    for (let at = writer; !run.isOver; at += 7) {
      const key = keys[(at * 31 + writer) % keys.length] ?? "k";
      const fields = at % 100 < 15 ? PURGE : {};
      await writers[writer % writers.length]?.put(bucket, key, { fields });
    }
  });
  try {
    return await task();
  } finally {
    run.isOver = true;
    await Promise.all(writing);
    await Promise.all(writers.map(({ connection }) => connection.close()));
  }
}

/** How long after its time an entry was read at most, of six one after the other. */
async function mostLateMs(streams: RawStreams, key: string, ageMs: number): Promise<number> {
  let mostMs = 0;
  for (let entry = 0; entry < 6; entry += 1) {
    await streams.put("late", key);
    const dueMs = performance.now() + ageMs;
    let askedMs = performance.now();
    while ((await streams.direct("late", key)) !== undefined) {
      mostMs = Math.max(mostMs, askedMs - dueMs);
      askedMs = performance.now();
    }
  }
  return mostMs;
}

/** Many writes at once while a consumer delivers; gives what it has told when the last of them has come. */
async function burst(
  streams: RawStreams,
  bucket: string,
  keyAt: (at: number) => string,
): Promise<Told["entries"]> {
  const told = await streams.consume(bucket, [">"]);
  await Promise.all(Array.from({ length: BURST }, (_, at) => streams.put(bucket, keyAt(at))));
  return untilEnd(streams, bucket, told);
}

/** The keys that a consumer of these filters delivers; what is written now is the sign that it has. */
async function listed(
  streams: RawStreams,
  bucket: string,
  filters: readonly string[],
): Promise<readonly string[]> {
  const entries = await untilEnd(streams, bucket, await streams.consume(bucket, filters));
  return entries.map(({ key }) => key);
}

/** Writes an entry more, and gives what came before it. */
async function untilEnd(streams: RawStreams, bucket: string, told: Told): Promise<Told["entries"]> {
  await streams.put(bucket, "end");
  const isEnd = ({ key }: { readonly key: string }): boolean => key === "end";
  if (!(await comes(() => told.entries.some(isEnd)))) throw new Error("the end never came");
  told.stop();
  return told.entries.slice(0, told.entries.findIndex(isEnd));
}

async function holds(streams: RawStreams, bucket: string, messages: number): Promise<boolean> {
  const { state } = await streams.api(`STREAM.INFO.KV_${bucket}`);
  return state?.messages === messages;
}

/** Whether something becomes true in time. */
async function comes(
  check: () => boolean | Promise<boolean>,
  patienceMs = PATIENCE_MS,
): Promise<boolean> {
  const endMs = performance.now() + patienceMs;
  while (performance.now() < endMs) {
    if (await check()) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}
