import * as fc from "fast-check";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { Served } from "./two-servers.ts";

const served = new Served();
afterEach(() => served.clear());

const BADLY = {
  status: "",
  headers: [],
  body: {
    type: "io.nats.jetstream.api.v1.system_response",
    error: { code: 400, err_code: 10003, description: "bad request" },
  },
};

describe("subjects of the API", () => {
  it.each([
    "FOO",
    "STREAM",
    "STREAM.FOO",
    "STREAM.INFO",
    "STREAM.INFO.a.b",
    "STREAM.NAMES.x",
    "STREAM.TEMPLATE.CREATE.x",
    "META.LEADER.STEPDOWN",
    "SERVER.REMOVE",
    "ACCOUNT.PURGE.x",
    "INFO.x",
    "__proto__",
    "constructor",
    "stream.info.KV_a",
  ])("%s, which nobody knows, is a bad request, never silence", async (subject) => {
    expect(await served.ask(subject, "")).toEqual([BADLY]);
  });

  it.each([
    ["STREAM.SNAPSHOT.KV_a", 10003],
    ["STREAM.RESTORE.KV_a", 10003],
    ["STREAM.PEER.REMOVE.KV_a", 10010],
    ["STREAM.LEADER.STEPDOWN.KV_a", 10010],
    ["CONSUMER.LEADER.STEPDOWN.KV_a.c", 10010],
  ])("%s, which is not served, is refused as a server alone refuses it", async (subject, code) => {
    const body = expect.objectContaining({ error: expect.objectContaining({ err_code: code }) });
    expect(await served.ask(subject, "")).toEqual([expect.objectContaining({ body })]);
  });

  it("a request without a reply is done in silence", async () => {
    const subject = "$JS.API.STREAM.CREATE.KV_a";
    const config = { name: "KV_a", subjects: ["$KV.a.>"] };
    const payload = new TextEncoder().encode(JSON.stringify(config));
    expect(served.router.publish({ subject, reply: "", headers: "", payload })).toBe(true);
    expect(served.engine.names()).toEqual(["a"]);
  });

  it("a request that is made while another one is answered is answered too", async () => {
    const nested: string[] = [];
    served.router.add({
      subject: "first",
      queue: "",
      deliver: () =>
        served.router.publish({
          subject: "$JS.API.STREAM.NAMES",
          reply: "second",
          headers: "",
          payload: new Uint8Array(0),
        }),
    });
    served.router.add({
      subject: "second",
      queue: "",
      deliver: ({ payload }) => nested.push(new TextDecoder().decode(payload)),
    });
    const payload = new Uint8Array(0);
    served.router.publish({ subject: "$JS.API.INFO", reply: "first", headers: "", payload });
    expect(nested).toEqual([expect.stringContaining("stream_names_response")]);
  });

  it("a level of the API that is not there is 10185", async () => {
    const answers: string[] = [];
    served.router.add({
      subject: "reply",
      queue: "",
      deliver: ({ payload }) => answers.push(new TextDecoder().decode(payload)),
    });
    for (const level of ["5", "6", "x", ""]) {
      served.router.publish({
        subject: "$JS.API.INFO",
        reply: "reply",
        headers: `NATS/1.0\r\nNats-Required-Api-Level: ${level}\r\n\r\n`,
        payload: new Uint8Array(0),
      });
    }
    expect(answers.map((answer) => answer.includes("10185"))).toEqual([false, true, true, false]);
  });

  it("requests and those that failed are counted", async () => {
    const count = async (): Promise<unknown> => {
      const messages: Uint8Array[] = [];
      const inbox = {
        subject: "counted",
        queue: "",
        deliver: ({ payload }: { payload: Uint8Array }) => void messages.push(payload),
      };
      served.router.add(inbox);
      const payload = new Uint8Array(0);
      served.router.publish({ subject: "$JS.API.INFO", reply: "counted", headers: "", payload });
      served.router.remove(inbox);
      return (JSON.parse(new TextDecoder().decode(messages[0])) as { api: unknown }).api;
    };
    const before = (await count()) as { total: number; errors: number };
    await served.ask("STREAM.INFO.KV_none", "");
    await served.ask("STREAM.NAMES", "");
    const { total, errors } = before;
    expect(await count()).toEqual({ level: 5, total: total + 3, errors: errors + 1 });
  });
});

const OPERATIONS = [
  "STREAM.CREATE.KV_a",
  "STREAM.UPDATE.KV_a",
  "STREAM.INFO.KV_a",
  "STREAM.PURGE.KV_a",
  "STREAM.DELETE.KV_a",
  "STREAM.NAMES",
  "STREAM.LIST",
  "STREAM.MSG.GET.KV_a",
  "STREAM.MSG.DELETE.KV_a",
  "DIRECT.GET.KV_a",
  "DIRECT.GET.KV_a.$KV.a.>",
  "DIRECT.GET.KV_a..x",
] as const;

describe("hostile requests", () => {
  it("bytes and JSON of any kind are answered, and none of them is a surprise", async () => {
    const aBody = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.json(),
      fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0d8e1-+.tfn \n'.split("")), maxLength: 40 }),
      fc
        .dictionary(
          fc.constantFrom("name", "subjects", "mirror", "sources", "seq", "batch", "multi_last"),
          fc.jsonValue({ maxDepth: 3 }),
        )
        .map((body) => JSON.stringify(body)),
    );
    const property = fc.asyncProperty(
      fc.constantFrom(...OPERATIONS),
      aBody,
      async (subject, body) => {
        const answers = await served.ask(subject, body);
        expect(answers === "nobody" || answers.length > 0).toBe(true);
      },
    );
    const made = JSON.stringify({ name: "KV_a", subjects: ["$KV.a.>"], allow_direct: true });
    await served.ask("STREAM.CREATE.KV_a", made);
    const printed = vi.spyOn(console, "error");
    onTestFinished(() => printed.mockRestore());
    await fc.assert(property, { numRuns: 5_000 });
    // Mistakes of the server's own are answered too, but printed.
    expect(printed).not.toHaveBeenCalled();
  }, 60_000);

  it("a name of Object's own members is a word of the user's like others", async () => {
    const metadata = '{"__proto__":"x","constructor":"y"}';
    const body = `{"name":"KV_a","subjects":["$KV.a.>"],"metadata":${metadata}}`;
    await served.ask("STREAM.CREATE.KV_a", body);
    const answers = await served.ask("STREAM.INFO.KV_a", "");
    expect(JSON.stringify(answers)).toContain('"__proto__":"x","constructor":"y"');
    expect({}).not.toHaveProperty("x");
  });
});
