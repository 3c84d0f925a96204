import { ServedLog } from "@revkv/core/engine";
import { describeServers } from "@revkv/dev/nats-server";
import { connect, type Msg } from "@nats-io/transport-node";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Republisher } from "../../../src/jetstream/streams/republish.ts";
import { Streams } from "../../../src/jetstream/streams/streams.ts";
import { subjectMapper } from "../../../src/jetstream/streams/subject-mapper.ts";
import type { Message } from "../../../src/routing/message.ts";
import { scrubHeaders } from "../api/scrub.ts";
import { bothServers, type Put } from "../api/two-servers.ts";

const PUTS: readonly Put[] = [
  { bucket: "r", key: "a", value: "1", headers: {} },
  { bucket: "r", key: "a", value: "22", headers: { "X-Own": "y" } },
  { bucket: "r", key: "b.c", value: "", headers: { "KV-Operation": "DEL" } },
  { bucket: "r", key: "a", value: "", headers: { "KV-Operation": "PURGE", "Nats-Rollup": "sub" } },
  { bucket: "r", key: "a", value: "4", headers: {} },
];

interface Heard {
  readonly subject: string;
  readonly headers: string;
  readonly body: string;
}

describeServers("republished entries", { least: "2.15", isReal: true }, (server) => {
  const peers = bothServers(server);

  it.each([
    { dest: "out.>" },
    { src: "$KV.r.>", dest: "out.>" },
    { src: "$KV.r.*", dest: "out.{{wildcard(1)}}.x", headers_only: true },
    { src: "$KV.*.*", dest: "out.$2.$1" },
    { src: "$KV.r.a", dest: "out" },
  ])("go to %j with the headers of the server", async (republish) => {
    const { served, reference } = peers();
    const config = {
      name: "KV_r",
      subjects: ["$KV.r.>"],
      allow_rollup_hdrs: true,
      storage: "memory",
      republish,
    };
    const body = JSON.stringify(config);
    await reference.ask("STREAM.CREATE.KV_r", body);
    await served.ask("STREAM.CREATE.KV_r", body);

    const connection = await connect({ servers: [server().url] });
    onTestFinished(() => connection.close());
    const expected: Heard[] = [];
    const callback = (_error: Error | null, message: Msg): void => {
      expected.push(heardByClient(message));
    };
    connection.subscribe("out.>", { callback });
    connection.subscribe("out", { callback });
    await connection.flush();

    const heard: Heard[] = [];
    const outlet = { publish: (message: Message) => heard.push(heardHere(message)) > 0 };
    const republisher = new Republisher(new Streams(served.engine), outlet);
    for (const put of PUTS) {
      const log = ServedLog.of(served.engine.log(put.bucket));
      const tell = republisher.before(log, put.key);
      const revision = (await served.put(put)) as number;
      const stored = log.at(revision);
      if (stored !== undefined) tell?.(stored);
      await reference.put(put);
    }
    await vi.waitFor(() => expect(heard).toEqual(expected), { timeout: 3_000 });
    expect(heard.length).toBeGreaterThan(0);
  });
});

function heardByClient({ subject, headers, data }: Msg): Heard {
  const lines = [...(headers ?? [])].flatMap(([name, values]) =>
    values.map((value) => `${name}: ${value}`),
  );
  return { subject, headers: shown(lines), body: new TextDecoder().decode(data) };
}

function heardHere({ subject, headers, payload }: Message): Heard {
  const lines = headers.split("\r\n").slice(1, -2);
  return { subject, headers: shown(lines), body: new TextDecoder().decode(payload) };
}

function shown(lines: readonly string[]): string {
  return lines.map(scrubHeaders).join("\n");
}

describe("a mapping of subjects", () => {
  it.each([
    [">", "out.>", "a.b", "out.a.b"],
    ["a.*.c", "x.$1", "a.b.c", "x.b"],
    ["a.*.*", "x.{{wildcard(2)}}.{{ Wildcard( 1 ) }}", "a.b.c", "x.c.b"],
    ["a.*.>", "x.$1.>", "a.b.c.d", "x.b.c.d"],
    ["a.*", "x.$1", "b.c", undefined],
    ["a", "b", "a", "b"],
  ])("of %s to %s makes %s %s", (src, dest, subject, expected) => {
    expect(subjectMapper(src, dest)?.(subject)).toBe(expected);
  });

  it.each([
    [">", "out"],
    ["a", "out.>"],
    ["a.*", "out.*"],
    ["a.*", "out.$2"],
    ["a.*", "out.{{partition(3,1)}}"],
    ["a..b", "out"],
    ["a", ""],
  ])("of %s to %s is none", (src, dest) => {
    expect(subjectMapper(src, dest)).toBeUndefined();
  });
});
