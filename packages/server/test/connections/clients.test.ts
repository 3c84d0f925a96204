import { headers } from "@nats-io/nats-core";
import { describe, expect, test } from "vitest";
import { client, webClient } from "./clients.ts";
import { startOwn } from "./own-server.ts";

describe("official clients", () => {
  test("have requests answered by each other, headers included", async () => {
    const { url } = await startOwn();
    const [asker, answerer] = [await client(url), await client(url)];
    answerer.subscribe("greet.*", {
      callback: (_, message) => {
        const back = headers();
        back.set("To", message.headers?.get("From") ?? "");
        message.respond(`hello ${message.string()}`, { headers: back });
      },
    });
    await answerer.flush();
    const given = headers();
    given.set("From", "Zürich");
    const answer = await asker.request("greet.ada", "Ada", { headers: given, timeout: 5_000 });
    expect(answer.string()).toBe("hello Ada");
    expect(answer.headers?.get("To")).toBe("Zürich");
  });

  test("are told that nobody responds", async () => {
    const { url } = await startOwn();
    const asker = await client(url);
    await expect(asker.request("nobody", "", { timeout: 5_000 })).rejects.toThrow(/no responders/);
  });

  test("of one queue share the messages, and each message comes once", async () => {
    const { url } = await startOwn();
    const got: number[][] = [[], [], []];
    const workers = await Promise.all(got.map(() => client(url)));
    for (const [at, worker] of workers.entries()) {
      const callback = (_: unknown, message: { string(): string }) =>
        void got[at]?.push(Number(message.string()));
      worker.subscribe("jobs", { queue: "workers", callback });
    }
    await Promise.all(workers.map((worker) => worker.flush()));
    const sender = await client(url);
    for (let job = 0; job < 300; job++) sender.publish("jobs", String(job));
    await sender.flush();
    await Promise.all(workers.map((worker) => worker.flush()));
    expect(got.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, n) => n));
    for (const share of got) expect(share.length).toBeGreaterThan(0);
  });

  test("get what they were sent in its order, small and large, over several connections", async () => {
    const { url } = await startOwn();
    const [sender, listener] = [await client(url), await client(url)];
    const sizes = Array.from({ length: 2_000 }, (_, at) => (at % 100 === 0 ? 500_000 : at % 300));
    const got: number[] = [];
    listener.subscribe("numbers", {
      callback: (_, { data }) => void got.push(data.length),
    });
    await listener.flush();
    for (const size of sizes) sender.publish("numbers", new Uint8Array(size).fill(size % 256));
    await sender.flush();
    await listener.flush();
    expect(got).toEqual(sizes);
  });

  test("stop listening after as many messages as they want", async () => {
    const { url } = await startOwn();
    const connection = await client(url);
    const got: string[] = [];
    const subscription = connection.subscribe("a", { max: 2 });
    for (const text of ["1", "2", "3"]) connection.publish("a", text);
    for await (const message of subscription) got.push(message.string());
    expect(got).toEqual(["1", "2"]);
  });

  test("of a browser reach those of TCP", async () => {
    const { url, wsUrl = "" } = await startOwn({ wsPort: 0 });
    const [web, tcp] = [await webClient(wsUrl), await client(url)];
    const big = "x".repeat(900_000);
    tcp.subscribe("size", {
      callback: (_, message) => void message.respond(`${message.data.length}${message.string()}`),
    });
    await tcp.flush();
    const answer = await web.request("size", big, { timeout: 5_000 });
    expect(answer.string()).toBe(`900000${big}`);
    expect(web.info?.port).toBe(Number(new URL(wsUrl).port));
  });

  test("know their own number and address", async () => {
    const { url } = await startOwn({ name: "mine" });
    const [first, second] = [await client(url), await client(url)];
    expect(first.info).toMatchObject({ server_name: "mine", client_ip: "127.0.0.1", client_id: 1 });
    expect(second.info).toMatchObject({ client_id: 2 });
  });
});
