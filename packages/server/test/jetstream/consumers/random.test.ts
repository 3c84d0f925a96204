import { describeServers } from "@revkv/dev/nats-server";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { GivenConfig } from "../../../src/jetstream/consumers/create-request.ts";
import { Pair } from "./both-servers.ts";

/** Longer than a run: nobody goes by itself. */
const PATIENCE_NS = 600_000_000_000;

type Step = (run: Run) => Promise<unknown>;

/** One series of steps on both servers. */
class Run {
  readonly pair: Pair;
  readonly #listening = new Set<string>();
  #asked = 0;

  constructor(pair: Pair) {
    this.pair = pair;
  }

  /** Begins or ends to listen to what a consumer pushes. */
  async turn(name: string): Promise<void> {
    const { sides } = this.pair;
    if (this.#listening.delete(name)) sides.unsubscribe(`d.${name}`);
    else {
      this.#listening.add(name);
      sides.subscribe(`d.${name}`);
    }
    await sides.settled();
  }

  /** Asks a consumer for messages. */
  async ask(name: string, batch: number): Promise<void> {
    this.#asked += 1;
    this.pair.next(name, { batch, no_wait: true }, `n.${this.#asked}`);
    await this.pair.sides.settled();
  }
}

const key = fc.constantFrom("a", "b", "c.x", "c.y");
const name = fc.constantFrom("p", "q", "r");

/** Where a consumer begins, what it is about, and how it delivers. */
const config = fc
  .tuple(
    fc.constantFrom<object>(
      {},
      { deliver_policy: "new" },
      { deliver_policy: "last" },
      { deliver_policy: "last_per_subject", filter_subject: "$KV.>" },
      { deliver_policy: "by_start_sequence", opt_start_seq: 2 },
    ),
    fc.constantFrom<object>(
      {},
      { filter_subject: "$KV.*.a" },
      { filter_subject: "$KV.*.c.*" },
      { filter_subject: "", filter_subjects: ["$KV.*.b", "$KV.*.c.x"] },
    ),
    fc.constantFrom<object>({}, { headers_only: true }, { max_deliver: 1, mem_storage: true }),
  )
  .map((parts) => Object.assign({ inactive_threshold: PATIENCE_NS }, ...parts) as GivenConfig);

const DELETE = "NATS/1.0\r\nKV-Operation: DEL\r\n\r\n";
const PURGE = "NATS/1.0\r\nKV-Operation: PURGE\r\nNats-Rollup: sub\r\n\r\n";
const headers = fc.constantFrom("", "", DELETE, PURGE);

/** A step that a report of a failure can show. */
function told(text: string, step: Step): Step {
  return Object.assign(step, { [fc.toStringMethod]: () => text });
}

/** Where nothing ever goes, and where it does. */
interface World {
  readonly keepsAll: boolean;
}

const writing = ({ keepsAll }: World): fc.Arbitrary<Step> =>
  fc
    .tuple(
      key,
      headers.filter((block) => !keepsAll || block !== PURGE),
    )
    .map(([at, block]) =>
      told(`write ${at} ${block}`, ({ pair }) =>
        pair.put(at, block === "" ? `of ${at}` : "", block),
      ),
    );
// A real server stops for a moment at the last entry of a key that went before it was delivered, and still
// delivers those of its old filters where others are set.
const creating = ({ keepsAll }: World): fc.Arbitrary<Step> =>
  fc
    .tuple(
      name,
      config.filter(
        ({ deliver_policy, filter_subject }) =>
          deliver_policy !== "last_per_subject" || (keepsAll && filter_subject === "$KV.>"),
      ),
      fc.boolean(),
    )
    .map(([at, settings, isPush]) => {
      const wanted = isPush ? { ...settings, deliver_subject: `d.${at}` } : settings;
      const text = `create ${at} ${JSON.stringify(wanted)}`;
      return told(text, ({ pair }) => pair.create(`.${at}`, wanted));
    });
const telling = name.map((at) =>
  told(`info ${at}`, ({ pair }) => pair.sides.api(`CONSUMER.INFO.${pair.stream}.${at}`)),
);
const deleting = name.map((at) =>
  told(`delete ${at}`, ({ pair }) => pair.sides.api(`CONSUMER.DELETE.${pair.stream}.${at}`)),
);
const turning = name.map((at) => told(`listen to ${at}, or not`, (run) => run.turn(at)));
const asking = fc
  .tuple(name, fc.integer({ min: 1, max: 3 }))
  .map(([at, batch]) => told(`ask ${at} for ${batch}`, (run) => run.ask(at, batch)));

const steps = (world: World): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 6, arbitrary: writing(world) },
      { weight: 3, arbitrary: creating(world) },
      { weight: 2, arbitrary: telling },
      { weight: 1, arbitrary: deleting },
      { weight: 3, arbitrary: turning },
      { weight: 3, arbitrary: asking },
    ),
    { minLength: 10, maxLength: 40 },
  );

describeServers(
  "any series of writes and requests",
  { versions: "newest", isReal: true },
  (server) => {
    test.each<[string, World & { readonly history: number }]>([
      ["everything is kept", { keepsAll: true, history: 64 }],
      ["entries go", { keepsAll: false, history: 2 }],
    ])(
      "where %s: it comes out as on a real server",
      async (_title, { keepsAll, history }) => {
        const pair = new Pair(`k${history}_`);
        const property = fc.asyncProperty(steps({ keepsAll }), async (series) => {
          // A purge moves a real server's readers, and they tell so; what they deliver is the same.
          const masked = keepsAll ? [] : ["stream_seq"];
          await pair.begin(server().port, { max_msgs_per_subject: history }, masked);
          const run = new Run(pair);
          try {
            for (const step of series) await step(run);
          } finally {
            await pair.end();
          }
        });
        const outcome = await fc.check(property, { numRuns: 10, endOnFailure: true });
        expect(outcome.failed ? fc.defaultReportMessage(outcome) : undefined).toBeUndefined();
      },
      120_000,
    );
  },
);
