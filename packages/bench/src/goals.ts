/** What a row has to reach; the median of its rounds is judged. */
export interface Goal {
  readonly section: string;
  readonly row: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** For a goal that is missed: what was tried, and what the limit is. */
  readonly limit?: string;
}

/** What was tried for goals that are missed, and what the limit is. */
const MEMORY =
  "Most of the time is waiting for memory: a write among 100,000 keys looks at twice as many places that are in no cache as an object in a Map does. The row of 1,000 keys shows the engine without that wait, and the " +
  "row of the bare Map what it is here. How long it is depends on the machine, and on who shares it. Tried and left: chunks of other sizes and one record in place of two columns, both within the noise; values " +
  "written over where the old ones lay, which is faster in the cache and slower beyond it.";
const NEW =
  "Most of what the log costs is the collector, and how much of its work falls into a lap depends on the heap before: in laps of other lengths the same code stood on both sides of the goal. The engine's own part is hashing, " +
  "judging and counting the key, and the clock.";
const AWAITED =
  "The engine's part is that of the section store; `connect(local())` adds what any awaited call costs. keyv and unstorage keep the caller's own array, and neither copy nor judge nor count: the Map in the tables, " +
  "which does nothing but copy, takes about as long as revkv.";
const COPIED =
  "The value is read, so it is copied out into a buffer of its own, which takes more than all the rest: a Map that does nothing but that misses the goal too, as its row shows. keyv, unstorage and memory-level hand out what they keep.";
const DELIVERED =
  "1,000 listeners are 1,000 calls of functions that the compiler cannot know. The emitter in the row below, which does nothing else, is the measure of the machine.";
const ITERATED =
  "Of an entry's cost one half are the promise and its turn, the other the copy of its bytes, its Date and its freezing.";
const IMPORTED =
  "As many empty files take nearly half of that, to compile the code the rest. Tried: fewer and more files, minified ones, the bundler's own chunks; what draws the secret of the key table is loaded with the first bucket.";
const SIZED =
  "What only servers need is left out already. A third is the engine, a quarter the facade, the rest its storage, names, settings and messages. Features or the texts of errors would have to go.";

const SHARED =
  "A delivery to a watcher is one look at it and one call; what it costs beside an emitter's depends on what else is in the caches, and the rounds lie on both sides of the goal.";
const LISTED =
  "Half of the time goes into what a listing has to give, the keys in order of revision; the scan has them in the order of its Map. Tried: lists that are walked without a generator, one expression in place of " +
  "tokens, a sort of packed numbers, and none where little was written twice; together several times as fast as before, and not enough where a quarter of all keys match.";
const NOISE = "The rounds lie on both sides of the goal; the work is the same at every depth.";
const UPDATED =
  "Most of a write is the library's parser and encoder, the socket and the collector; the transport's own part is a tenth. Tried: headers encoded by hand, which gained nothing; copies of payloads that share a page, which are kept.";
const KEYED =
  "Most of a listing is the library's parser, and the header that the server puts before each key. Tried: to leave out keys that come twice in the facade, which cost a tenth and is now the transport's business. Counting " +
  "subjects by the stream's info knows no order and no markers.";

/** Every goal, beside the row that it judges. Node 20, values of 128 bytes, 100,000 keys and history 1 unless the row says otherwise. */
export const goals: readonly Goal[] = [
  { section: "store", row: "overwrite", atLeast: 4.5, limit: MEMORY },
  { section: "store", row: "new key", atLeast: 2.5, limit: NEW },
  {
    section: "store",
    row: "get, value copied out",
    atLeast: 1,
    limit:
      "Both sides pay for a buffer of its own, which is most of it; the rounds lie on both sides of the goal.",
  },
  { section: "store", row: "miss, beside a bare Map", atLeast: 0.9 },

  { section: "facade", row: "put, beside keyv", atLeast: 1.2, limit: AWAITED },
  { section: "facade", row: "overwrite, beside keyv", atLeast: 1.4, limit: AWAITED },
  { section: "facade", row: "get, beside keyv", atLeast: 1.4, limit: `${COPIED} ${AWAITED}` },
  ...facadeGoals("unstorage", 1.2),
  ...facadeGoals("memory-level", 4),
  ...facadeGoals("@nats-io/kv", 50),

  { section: "memory", row: "bytes a key, worst of five sizes", atMost: 235 },
  { section: "memory", row: "values after ten overwrites a key, in live values", atMost: 2.2 },
  { section: "memory", row: "each further revision", atMost: 128 + 40 },

  { section: "history", row: "steps a put, most less fewest of all depths", atMost: 0 },
  {
    section: "history",
    row: "history 64 beside 1, equal stored revisions",
    atLeast: 1,
    limit: NOISE,
  },
  { section: "history", row: "history 64 beside 1, 10,000 keys", atLeast: 0.25 },

  { section: "watch", row: "a put under 100,000 filters beside 10, 1,000 keys", atMost: 1.5 },
  { section: "watch", row: "a put under 100,000 filters beside 10, 100,000 keys", atMost: 1.5 },

  { section: "delivery", row: "engine, callbacks", atLeast: 100, limit: DELIVERED },
  { section: "delivery", row: "KvWatcher.on beside eventemitter3", atLeast: 0.9, limit: SHARED },
  { section: "delivery", row: "async iteration", atLeast: 5, limit: ITERATED },
  { section: "delivery", row: "an entry of a backlog of 1,000,000 beside 1,000", atMost: 1.5 },

  { section: "listing", row: "orders.777.>", atMost: 0.1 },
  { section: "listing", row: "*.777.>", atMost: 0.1 },
  { section: "listing", row: "orders.*.items beside the scan", atLeast: 2, limit: LISTED },
  { section: "listing", row: "index, a key of 3 tokens", atMost: 12 + 10 * 3 },
  { section: "listing", row: "the first listing beside the scan", atMost: 1.5 },
  { section: "listing", row: "longest slice until the index stands", atMost: 10 },

  { section: "slices", row: "expiry, longest slice", atMost: 10 },
  { section: "slices", row: "expiry met by a get, longest slice", atMost: 10 },
  { section: "slices", row: "growth, longest put", atMost: 10 },
  { section: "slices", row: "expiry, steps a key at 1,000,000 less at 100,000", atMost: 0.01 },
  { section: "slices", row: "growth, steps a put at 1,000,000 less at 100,000", atMost: 0.01 },

  { section: "start", row: "new store and first put, warm", atMost: 5 },
  { section: "start", row: "import of core and transport-local", atMost: 5, limit: IMPORTED },
  {
    section: "start",
    row: "core and transport-local together, minified, gzip",
    atMost: 12,
    limit: SIZED,
  },

  { section: "nats", row: "put", atLeast: 3.5 },
  { section: "nats", row: "put, client cpu", atLeast: 4 },
  { section: "nats", row: "update", atLeast: 3, limit: UPDATED },
  { section: "nats", row: "get", atLeast: 2.3 },
  { section: "nats", row: "getMany of 100", atLeast: 3.3 },
  { section: "nats", row: "watch, initial values", atLeast: 1.05 },
  { section: "nats", row: "keys", atLeast: 1.05, limit: KEYED },
  { section: "nats", row: "put, one at a time", atLeast: 1.1 },
  { section: "nats", row: "get, one at a time", atLeast: 1.1 },

  { section: "server", row: "put", atLeast: 0.8 },
  { section: "server", row: "get", atLeast: 0.8 },

  { section: "soak", row: "memory of the tenth fill beside the first", atMost: 1.05 },
  { section: "soak", row: "memory of the emptied store beside the full", atMost: 0.1 },
  { section: "soak", row: "memory after ten minutes beside the first", atMost: 1.05 },

  // The margins of ratios are wide: they tell growth from none, on any machine.
  { section: "short", row: "steps a put, most less fewest of three histories", atMost: 0 },
  { section: "short", row: "steps a put under 10,000 filters less under 10", atMost: 0 },
  { section: "short", row: "steps of an expiry at 100,000 keys less at 10,000", atMost: 0.01 },
  { section: "short", row: "keys visited by orders.777.> among 100,000", atMost: 4 },
  { section: "short", row: "bytes a key, worst of five sizes", atMost: 255 },
  { section: "short", row: "values after ten overwrites a key, in live values", atMost: 2.2 },
  { section: "short", row: "each further revision", atMost: 128 + 40 },
  { section: "short", row: "memory of the tenth fill beside the first", atMost: 1.15 },
  // The whole chunks of columns count for more where there are fewer keys than the goal speaks of.
  { section: "short", row: "index, a key of 3 tokens", atMost: 50 },
  // Not the goal, which is missed: what keeps it from growing unseen.
  { section: "short", row: "core and transport-local together, minified, gzip", atMost: 24 },
  { section: "short", row: "a put under 10,000 filters beside 10", atMost: 5 },
  { section: "short", row: "an entry of a backlog of 100,000 beside 1,000", atMost: 5 },
  { section: "short", row: "expiry of a key, 100,000 beside 10,000", atMost: 5 },
  { section: "short", row: "an overwrite at 100,000 keys beside 10,000", atMost: 10 },
];

/** The goal of a row, if it has one. */
export function goalOf(section: string, row: string): Goal | undefined {
  return goals.find((goal) => goal.section === section && goal.row === row);
}

/** Whether a figure reaches a goal. */
export function isMet({ atLeast = -Infinity, atMost = Infinity }: Goal, figure: number): boolean {
  return figure >= atLeast && figure <= atMost;
}

/** A goal as tables show it. */
export function limitText({ atLeast, atMost }: Goal): string {
  return atLeast === undefined ? `<= ${atMost}` : `>= ${atLeast}`;
}

function facadeGoals(peer: string, atLeast: number): Goal[] {
  return ["put", "overwrite", "get"].map((operation) => ({
    section: "facade",
    row: `${operation}, beside ${peer}`,
    atLeast,
    limit: operation === "get" ? `${COPIED} ${AWAITED}` : AWAITED,
  }));
}
