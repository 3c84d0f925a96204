import { headers, type Msg } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { describeServers } from "@revkv/dev/nats-server";
import { describe, expect, test } from "vitest";
import { HeaderReader } from "../src/header-reader.ts";
import { blockBefore } from "../src/mapping.ts";

const BLOCK = "NATS/1.0\r\nKV-Operation: DEL\r\nother: a: b\r\nother: c\r\n\r\n";

describe("the headers of a message whose bytes are not to be found", () => {
  test("are written out of the library's map, with their status", () => {
    const given = headers(503, "No Responders");
    given.append("other", "a");
    given.append("other", "b");
    const message = { headers: given } as Msg;
    expect(new HeaderReader().textOf(message, new Uint8Array())).toBe(
      "NATS/1.0 503 No Responders\r\nother: a\r\nother: b\r\n\r\n",
    );
  });

  test("are none where there is no map", () => {
    expect(new HeaderReader().textOf({} as Msg, new Uint8Array([1]))).toBe("");
  });
});

describeServers("the headers of a message that came over a connection", {}, (server) => {
  test.each([0, 1, 100_000])("are found before %i bytes of data", async (size) => {
    const connection = await connect({ servers: server().url });
    const fields = headers();
    fields.append("KV-Operation", "DEL");
    fields.append("other", "a: b");
    fields.append("other", "c");
    const arrived = new Promise<Msg>((resolve) => {
      connection.subscribe("with", { callback: (_error, message) => resolve(message) });
    });
    connection.publish("with", new Uint8Array(size), { headers: fields });
    const { data } = await arrived;
    expect(blockBefore(new Uint8Array(data.buffer), data)).toBe(BLOCK);
    await connection.close();
  });

  test("are none where it came without", async () => {
    const connection = await connect({ servers: server().url });
    const arrived = new Promise<Msg>((resolve) => {
      connection.subscribe("without", { callback: (_error, message) => resolve(message) });
    });
    connection.publish("without", `${BLOCK}and data`);
    const message = await arrived;
    expect(new HeaderReader().textOf(message, message.data)).toBe("");
    await connection.close();
  });
});
