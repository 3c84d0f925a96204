import { headers as natsHeaders, type NatsConnection } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { Engine, manualClock, ServedLog } from "@revkv/core/engine";
import { headerBlock } from "@revkv/core/words";
import { describeServers } from "@revkv/dev/nats-server";
import { subjectPrefix, streamOf } from "@revkv/transport-nats/mapping";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Ingest } from "../../../src/jetstream/ingest/ingest.ts";
import { Router } from "../../../src/routing/router.ts";

type Headers = Readonly<Record<string, string>>;
interface Publication {
  readonly key: string;
  readonly headers: Headers;
  readonly size: number;
}
interface Shape {
  readonly history: number;
  readonly ttl: boolean;
  readonly maxBytes: number;
  readonly maxValueBytes: number;
  readonly storage: "memory" | "file";
  readonly rollup: boolean;
  readonly batches: boolean;
}

const SEED = Number(process.env["REVKV_SEED"] ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env["REVKV_SEQUENCES"] ?? 60);

const shape: fc.Arbitrary<Shape> = fc.record({
  history: fc.constantFrom(1, 1, 2, 5),
  ttl: fc.boolean(),
  maxBytes: fc.constantFrom(-1, -1, 400, 900),
  maxValueBytes: fc.constantFrom(-1, -1, 120),
  storage: fc.constantFrom("memory", "file"),
  rollup: fc.constantFrom(true, true, true, false),
  batches: fc.boolean(),
});

const revision = fc.oneof(
  { weight: 8, arbitrary: fc.nat(12).map(String) },
  { weight: 2, arbitrary: fc.constantFrom("", "abc", "-1", "1.5", " 1", "1 ", "007", "1e2") },
);

/** A header that so many of 20 messages have. */
function maybe(name: string, value: fc.Arbitrary<string>, of20: number): fc.Arbitrary<Headers> {
  return fc.oneof(
    { weight: of20, arbitrary: value.map((one): Headers => ({ [name]: one })) },
    { weight: 20 - of20, arbitrary: fc.constant<Headers>({}) },
  );
}

/** Headers are rare, so that most messages are stored. */
const headers = fc
  .tuple(
    maybe("KV-Operation", fc.constantFrom("DEL", "PURGE", "PUT", "del", ""), 4),
    maybe("Nats-Rollup", fc.constantFrom("sub", "sub", "all", "SUB", "bogus", ""), 1),
    maybe("Nats-Expected-Last-Subject-Sequence", revision, 4),
    maybe(
      "Nats-Expected-Last-Subject-Sequence-Subject",
      fc.constantFrom("$KV.@.a", "$KV.@.b.c", "$KV.else.a"),
      1,
    ),
    maybe("Nats-Expected-Last-Sequence", revision, 1),
    maybe("Nats-Expected-Stream", fc.constantFrom("KV_@", "KV_else"), 1),
    maybe("Nats-Msg-Id", fc.constantFrom("x", "y"), 1),
    maybe("Nats-Expected-Last-Msg-Id", fc.constantFrom("x", "y"), 1),
    maybe(
      "Nats-TTL",
      fc.constantFrom("1h", "3600", "never", "1.5s", "0", "500ms", "abc", "1h30m"),
      1,
    ),
    maybe("X-Own", fc.constantFrom("1", "ä"), 1),
    maybe("Nats-Marker-Reason", fc.constantFrom("MaxAge", "Remove"), 1),
    maybe("Nats-Incr", fc.constantFrom("1", "x"), 1),
    maybe("Nats-Stream-Source", fc.constantFrom("x"), 1),
  )
  .map((parts): Headers => Object.assign({}, ...parts) as Headers);

const publication: fc.Arbitrary<Publication> = fc.record({
  key: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom("a", "a", "b.c", "b.d", "ü") },
    { weight: 1, arbitrary: fc.constantFrom("b.*", ">", "a>b", "a..b", ".a", "a.") },
  ),
  headers,
  size: fc.constantFrom(0, 1, 10, 10, 100, 150),
});

/** Messages of one batch, in their order but for a few that are not. */
const batch: fc.Arbitrary<Publication[]> = fc
  .tuple(
    fc.array(publication, { minLength: 1, maxLength: 4 }),
    fc.constantFrom("1", "1", "1", "eob", "2", ""),
    fc.constantFrom(0, 0, 0, 0, 1),
    fc.constantFrom("p", "q", "q".repeat(65)),
  )
  .map(([messages, commit, skip, id]) =>
    messages.map((one, at) => ({
      ...one,
      headers: {
        ...one.headers,
        "Nats-Batch-Id": id,
        "Nats-Batch-Sequence": String(at + 1 + (at > 0 ? skip : 0)),
        ...(at === messages.length - 1 && commit !== "" ? { "Nats-Batch-Commit": commit } : {}),
      },
    })),
  );

const publications = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: publication.map((one) => [one]) },
      { weight: 1, arbitrary: batch },
    ),
    { minLength: 5, maxLength: 40 },
  )
  .map((groups) => groups.flat());

function streamConfig(bucket: string, one: Shape): object {
  return {
    name: streamOf(bucket),
    subjects: [`${subjectPrefix(bucket)}>`],
    max_msgs_per_subject: one.history,
    max_bytes: one.maxBytes,
    max_msg_size: one.maxValueBytes,
    storage: one.storage,
    discard: "new",
    allow_rollup_hdrs: one.rollup,
    allow_direct: true,
    allow_msg_ttl: one.ttl,
    ...(one.batches ? { allow_atomic: true } : {}),
  };
}

function named(bucket: string, given: Headers): [string, string][] {
  return Object.entries(given).map(([name, value]) => [name, value.replace("@", bucket)]);
}

describeServers(
  "messages of foreign writers, stored by both",
  { least: "2.15", isReal: true },
  (server) => {
    let connection: NatsConnection;
    let buckets = 0;

    beforeAll(async () => {
      connection = await connect({ servers: server().url });
    });
    afterAll(async () => {
      await connection.close();
    });

    async function api(subject: string, body: object = {}): Promise<Record<string, unknown>> {
      const answer = await connection.request(`$JS.API.${subject}`, JSON.stringify(body));
      return answer.json();
    }

    /** Now and then a server cannot make the files of a stream at once (docs/track-record.md). */
    async function create(bucket: string, one: Shape): Promise<void> {
      for (;;) {
        const subject = `STREAM.CREATE.${streamOf(bucket)}`;
        const { error } = (await api(subject, streamConfig(bucket, one))) as {
          error?: { err_code: number };
        };
        if (error?.err_code === 10049) continue;
        expect(error).toBeUndefined();
        return;
      }
    }

    async function there(bucket: string, messages: readonly Publication[]): Promise<string[]> {
      const answers: string[] = [];
      for (const { key, headers: given, size } of messages) {
        const sent = natsHeaders();
        for (const [name, value] of named(bucket, given)) sent.append(name, value);
        const options = sent.keys().length === 0 ? {} : { headers: sent };
        const subject = subjectPrefix(bucket) + key;
        const answer = connection
          .request(subject, "x".repeat(size), { timeout: 5_000, ...options })
          .then((reply) => reply.string(), nobody);
        answers.push(await answer);
      }
      return answers;
    }

    async function thereStored(bucket: string): Promise<string[]> {
      const info = (await api(`STREAM.INFO.${streamOf(bucket)}`)) as {
        state: { last_seq: number; bytes: number };
      };
      const stored = [`${info.state.bytes} bytes`];
      for (let seq = 1; seq <= info.state.last_seq; seq += 1) {
        const { message } = (await api(`STREAM.MSG.GET.${streamOf(bucket)}`, { seq })) as {
          message?: { subject: string; hdrs?: string; data?: string };
        };
        if (message === undefined) continue;
        const block = Buffer.from(message.hdrs ?? "", "base64").toString("latin1");
        stored.push(`${seq} ${message.subject} ${JSON.stringify(block)} ${message.data ?? ""}`);
      }
      return stored;
    }

    test(
      "are answered in the same words, and leave the same behind",
      { timeout: 300_000 },
      async () => {
        await fc.assert(
          fc.asyncProperty(shape, publications, async (one, messages) => {
            const bucket = `d${(buckets += 1)}`;
            await create(bucket, one);
            const here = served(bucket, one);
            const answers = await there(bucket, messages);
            expect(messages.map((message) => here.take(message))).toEqual(answers);
            expect(here.stored()).toEqual(await thereStored(bucket));
            await api(`STREAM.DELETE.${streamOf(bucket)}`);
          }),
          { numRuns: RUNS, seed: SEED, endOnFailure: false, interruptAfterTimeLimit: 240_000 },
        );
      },
    );
  },
);

function nobody(error: Error): string {
  return error.message.startsWith("no responders") ? "nobody" : String(error);
}

function served(bucket: string, one: Shape) {
  const engine = new Engine({ clock: manualClock() });
  const log = ServedLog.of(
    engine.place(bucket, {
      history: one.history,
      storage: one.storage,
      maxBytes: one.maxBytes < 0 ? undefined : one.maxBytes,
      maxValueBytes: one.maxValueBytes < 0 ? undefined : one.maxValueBytes,
    }),
  );
  log.declared = {
    ...log.rules,
    allowsTtl: one.ttl,
    allowsRollup: one.rollup,
    allowsBatches: one.batches,
  };
  let answer = "";
  const ingest = new Ingest({
    engine,
    answer: ({ payload }) => {
      answer = Buffer.from(payload).toString();
    },
    republish: () => undefined,
  });
  const router = new Router({
    take: (message) => ingest.take(message),
    interestChanged: () => undefined,
  });
  return {
    take: ({ key, headers: given, size }: Publication): string => {
      const sent = named(bucket, given).map(([name, value]): [string, string] => [
        name,
        Buffer.from(value.trim()).toString("latin1"),
      ]);
      const isTaken = router.publish({
        subject: subjectPrefix(bucket) + key,
        reply: "r",
        headers: headerBlock(sent),
        payload: new TextEncoder().encode("x".repeat(size)),
      });
      return isTaken ? answer : "nobody";
    },
    stored: (): string[] => [
      `${log.totals().bytes} bytes`,
      ...log.read({ filters: [">"], start: "all" }).map((stored) => {
        const subject = subjectPrefix(bucket) + stored.key;
        const data = Buffer.from(stored.bytes).toString("base64");
        return `${stored.revision} ${subject} ${JSON.stringify(stored.headers)} ${data}`;
      }),
    ],
  };
}
