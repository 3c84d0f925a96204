import type { NatsConnection } from "@nats-io/transport-node";
import { describeServers } from "@revkv/dev/nats-server";
import { describe, expect, test } from "vitest";
import { isAtLeast } from "../../src/mapping/features.ts";
import { natsGoRequests } from "./nats-go-request.ts";
import { connectionTo, storeOn } from "./store.ts";

interface Answer {
  readonly error?: { readonly err_code: number };
  readonly created: string;
  readonly config: { readonly deny_delete: boolean };
}

describeServers("buckets as nats.go makes them", {}, (server, found) => {
  const kept = natsGoRequests.filter(({ least }) => isAtLeast(found.version, ...least));
  for (const request of kept) {
    const { config, body } = request;
    const bucket = body.name.slice("KV_".length);

    describe(`of ${bucket}`, () => {
      test("the create of nats.go finds what revkv has made", async () => {
        const connection = await connectionTo(server());
        const kv = await storeOn(connection);
        await kv.create(bucket, config);
        const { created } = await info(connection, bucket);
        expect(await create(connection, request)).toMatchObject({ created });
        expect(await kv.delete(bucket)).toBe(true);
      });

      test("the create of revkv finds what nats.go has made", async () => {
        const connection = await connectionTo(server());
        const kv = await storeOn(connection);
        const { created } = await create(connection, request);
        await kv.create(bucket, config);
        expect(await info(connection, bucket)).toMatchObject({ created });
        const status = await (await kv.open(bucket)).status();
        expect(status.config).toMatchObject(config);

        const other = { ...config, description: "another" };
        await expect(kv.create(bucket, other)).rejects.toMatchObject({
          code: "BUCKET_EXISTS",
          differences: [expect.stringMatching(/^description is .*, asked for "another"$/)],
        });
        expect(await kv.delete(bucket)).toBe(true);
      });

      test("the server takes both for the same settings, word for word", async () => {
        const connection = await connectionTo(server());
        const kv = await storeOn(connection);
        await create(connection, request);
        const theirs = await info(connection, bucket);
        await kv.delete(bucket);
        await kv.create(bucket, config);
        expect((await info(connection, bucket)).config).toEqual(theirs.config);
        expect(theirs.config.deny_delete).toBe(true);
        await kv.delete(bucket);
      });
    });
  }

  if (!isAtLeast(found.version, 2, 10)) return;

  // By `Domain` nats.go sends a transform that changes nothing, by `External` it sends none.
  test("a namesake by its domain is the same", async () => {
    const connection = await connectionTo(server());
    const kv = await storeOn(connection);
    const request = natsGoRequests.find(({ body }) => body.name === "KV_same");
    if (request === undefined) throw new Error("there is no such request");
    const external = { api: "$JS.hub.API", deliver: "" };
    const subject_transforms = [{ src: "$KV.same.>", dest: "$KV.same.>" }];
    const sources = [{ name: "KV_same", external, subject_transforms }];
    const { created } = await create(connection, { body: { ...request.body, sources } });
    await kv.create("same", request.config);
    expect(await info(connection, "same")).toMatchObject({ created, config: { sources } });
    await kv.delete("same");
  });
});

/** Rejects where nats.go would say that the bucket exists. */
async function create(
  connection: NatsConnection,
  { body }: { readonly body: { readonly name: string; readonly sources?: unknown } },
): Promise<Answer> {
  return ask(connection, `$JS.API.STREAM.CREATE.${body.name}`, JSON.stringify(body));
}

async function info(connection: NatsConnection, bucket: string): Promise<Answer> {
  return ask(connection, `$JS.API.STREAM.INFO.KV_${bucket}`);
}

/** The files of a stream of this name that was deleted a moment ago may still be there. */
const STORE_FAILED = 10049;

async function ask(connection: NatsConnection, subject: string, body?: string): Promise<Answer> {
  for (;;) {
    const answer = (await connection.request(subject, body)).json<Answer>();
    if (answer.error === undefined) return answer;
    if (answer.error.err_code !== STORE_FAILED) throw new Error(JSON.stringify(answer.error));
  }
}
