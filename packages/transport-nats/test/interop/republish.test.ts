import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { describeServers } from "@revkv/dev/nats-server";
import { expect, test, vi } from "vitest";
import { eventually } from "./eventually.ts";
import { connectionTo, storeOn } from "./store.ts";

vi.setConfig({ testTimeout: 20_000 });

describeServers("a republished bucket", {}, (server) => {
  test("sends each entry to the destination, markers too", async () => {
    const connection = await connectionTo(server());
    const kv = await storeOn(connection);
    const republish = { source: "$KV.told.users.>", destination: "changed.>" };
    const bucket = await kv.create("told", { history: 5, republish });
    expect((await bucket.status()).config.republish).toEqual(republish);
    const heard = await hear(connection, "changed.>");
    await bucket.put("users.ada", "1");
    await bucket.put("groups.red", "2");
    await bucket.put("users.ada", "3");
    await bucket.delete("users.ada");
    await eventually(() => expect(heard).toHaveLength(3));
    expect(heard.map((message) => message.subject)).toEqual(
      Array.from({ length: 3 }, () => "changed.ada"),
    );
    expect(heard.map((message) => message.string())).toEqual(["1", "3", ""]);
    const headers = heard.map((message) => (name: string) => message.headers?.get(name));
    expect(headers.map((header) => header("Nats-Subject"))).toEqual(
      Array.from({ length: 3 }, () => "$KV.told.users.ada"),
    );
    expect(headers.map((header) => header("Nats-Stream"))).toEqual([
      "KV_told",
      "KV_told",
      "KV_told",
    ]);
    expect(headers.map((header) => header("Nats-Sequence"))).toEqual(["1", "3", "4"]);
    expect(headers.map((header) => header("Nats-Last-Sequence"))).toEqual(["0", "1", "3"]);
    expect(headers[2]?.("KV-Operation")).toBe("DEL");
  });

  test("sends everything, without values, where it is told so", async () => {
    const connection = await connectionTo(server());
    const kv = await storeOn(connection);
    const republish = { destination: "heads.>", headersOnly: true };
    const bucket = await kv.create("heads", { republish });
    expect((await bucket.status()).config.republish).toEqual(republish);
    expect((await kv.create("heads", { republish })).name).toBe("heads");
    const heard = await hear(connection, "heads.>");
    await bucket.put("a.b", "12345");
    await eventually(() => expect(heard).toHaveLength(1));
    expect(heard[0]).toMatchObject({ subject: "heads.$KV.heads.a.b" });
    expect(heard[0]?.data).toHaveLength(0);
    expect(heard[0]?.headers?.get("Nats-Msg-Size")).toBe("5");
  });
});

/** What comes to a subject from now on. */
async function hear(connection: NatsConnection, subject: string): Promise<readonly Msg[]> {
  const heard: Msg[] = [];
  connection.subscribe(subject, {
    callback: (error, message) => {
      if (error === null) heard.push(message);
    },
  });
  await connection.flush();
  return heard;
}
