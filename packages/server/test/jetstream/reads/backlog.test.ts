import { connect, createInbox } from "@nats-io/transport-node";
import { local } from "@revkv/transport-local";
import { expect, onTestFinished, test } from "vitest";
import { serve } from "../../../src/serve.ts";

const MIB = 1_048_576;
const ENTRIES = 400;

test("many messages at once are told in parts, so that who asked is not dropped for being slow", async () => {
  const server = await serve(local(), { maxPendingBytes: 4 * MIB });
  onTestFinished(() => server.close());
  const connection = await connect({ servers: [server.url], reconnect: false });
  onTestFinished(() => connection.close());
  const settings = { name: "KV_b", subjects: ["$KV.b.>"], discard: "new", allow_direct: true };
  await connection.request("$JS.API.STREAM.CREATE.KV_b", JSON.stringify(settings));
  const value = new Uint8Array(MIB / 10);
  for (let at = 0; at < ENTRIES; at += 1) await connection.request(`$KV.b.${at}`, value);

  const inbox = createInbox();
  const answers = connection.subscribe(inbox);
  const request = JSON.stringify({ seq: 1, batch: ENTRIES });
  connection.publish("$JS.API.DIRECT.GET.KV_b", request, { reply: inbox });
  let got = 0;
  for await (const { headers } of answers) {
    if (headers?.code !== 204) {
      got += 1;
      continue;
    }
    expect(got).toBeGreaterThan(0);
    expect(got + Number(headers.get("Nats-Num-Pending"))).toBe(ENTRIES);
    break;
  }
  // All of it would be ten times of what may wait.
  expect(got).toBeLessThan(ENTRIES);
  await connection.flush();
});
