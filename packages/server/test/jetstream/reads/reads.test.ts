import { describeServers } from "@revkv/dev/nats-server";
import { expect, it } from "vitest";
import { bothServers, type Peer } from "../api/two-servers.ts";

const CONFIG = {
  name: "KV_r",
  subjects: ["$KV.r.>"],
  max_msgs_per_subject: 3,
  allow_direct: true,
  allow_rollup_hdrs: true,
  storage: "memory",
};

/** What is asked of a stream with three keys, one of them deleted, and a gap. */
const REQUESTS: readonly (readonly [subject: string, body: string])[] = [
  ...[
    "$KV.r.a",
    "$KV.r.none",
    "$KV.r.b.*",
    "$KV.r.>",
    ">",
    "$KV.*.a",
    "*.*.*",
    "foo",
    "$KV.r",
    "$KV.r.",
  ].map((subject) => [`DIRECT.GET.KV_r.${subject}`, ""] as const),
  ["DIRECT.GET.KV_r.$KV.r.a", "{}"],
  ["DIRECT.GET.KV_r.$KV.r.a", '{"no_hdr":true}'],
  ["DIRECT.GET.KV_r.$KV.r.a", '{"seq":1}'],
  ["DIRECT.GET.KV_r.$KV.r.a", '{"max_bytes":1,"unknown":[]}'],
  ["DIRECT.GET.KV_r.$KV.r.a", "x"],
  ["DIRECT.GET.KV_none", '{"seq":1}'],
  ["DIRECT.GET.KV_none.$KV.r.a", ""],
  ...[
    "",
    "{}",
    "[]",
    '{"seq":"1"}',
    '{"seq":1}{"seq":2}',
    '{"seq":1}',
    '{"seq":2}',
    '{"seq":99}',
    '{"seq":1,"unknown":{}}',
    '{"last_by_subj":"$KV.r.a"}',
    '{"last_by_subj":"$KV.r.b.>"}',
    '{"seq":2,"next_by_subj":"$KV.r.a"}',
    '{"seq":2,"next_by_subj":"$KV.r.>"}',
    '{"next_by_subj":"$KV.r.*"}',
    '{"next_by_subj":"$KV.r.b.c","batch":2}',
    '{"seq":1,"batch":3}',
    '{"seq":1,"batch":100}',
    '{"seq":99,"batch":100}',
    '{"seq":1,"batch":3,"max_bytes":30}',
    '{"seq":1,"batch":3,"no_hdr":true}',
    '{"seq":1,"last_by_subj":"$KV.r.a"}',
    '{"batch":1}',
    '{"multi_last":["$KV.r.>"]}',
    '{"multi_last":["$KV.r.a","$KV.r.*"]}',
    '{"multi_last":["foo"]}',
    '{"multi_last":["$KV.r.>"],"batch":1}',
    '{"multi_last":["$KV.r.>"],"max_bytes":1}',
    '{"multi_last":["$KV.r.>"],"up_to_seq":4}',
    '{"multi_last":["$KV.r.>"],"up_to_seq":4,"seq":3}',
    '{"multi_last":["$KV.r.>"],"up_to_seq":4,"up_to_time":"2099-01-01T00:00:00Z"}',
    '{"multi_last":["$KV.r.>"],"up_to_time":"2099-01-01T00:00:00Z"}',
    '{"multi_last":["$KV.r.>"],"up_to_time":"2000-01-01T00:00:00Z"}',
    '{"multi_last":["$KV.r.>"],"next_by_subj":"a"}',
    '{"start_time":"2000-01-01T00:00:00Z"}',
    '{"start_time":"2000-01-01T00:00:00.123456789+01:00","next_by_subj":"$KV.r.b.c"}',
    '{"start_time":"2099-01-01T00:00:00Z"}',
    '{"start_time":"2000-01-01T00:00:00Z","seq":1}',
    '{"start_time":"2000-01-01T00:00:00Z","batch":2}',
  ].flatMap((body) => [["DIRECT.GET.KV_r", body] as const, ["STREAM.MSG.GET.KV_r", body] as const]),
];

async function filled(peer: Peer): Promise<void> {
  await peer.ask("STREAM.CREATE.KV_r", JSON.stringify(CONFIG));
  const put = (key: string, value: string, headers = {}): Promise<unknown> =>
    peer.put({ bucket: "r", key, value, headers });
  await put("a", "1");
  await put("b.c", "2", { "X-Own": "y" });
  await put("b.d", "3");
  await put("a", "4");
  await put("b.d", "", { "KV-Operation": "DEL" });
  await put("a", "6", { "Nats-Subject": "of an origin" });
  await peer.ask("STREAM.MSG.DELETE.KV_r", '{"seq":4}');
}

describeServers("reads of messages", { least: "2.15", isReal: true }, (server) => {
  const peers = bothServers(server);

  it("by sequence, subject, time and in batches say what the server's say", async () => {
    const script = async (peer: Peer): Promise<object[]> => {
      await filled(peer);
      const answers: object[] = [];
      for (const [subject, body] of REQUESTS) {
        answers.push({ subject, body, said: await peer.ask(subject, body) });
      }
      return answers;
    };
    expect(await script(peers().served)).toEqual(await script(peers().reference));
  });

  it("find what is as young as a moment", async () => {
    const script = async (peer: Peer): Promise<object[]> => {
      await filled(peer);
      const middle = await peer.timeOf("KV_r", 3);
      const answers: object[] = [];
      for (const body of [
        `{"start_time":"${middle}"}`,
        `{"start_time":"${middle}","next_by_subj":"$KV.r.a"}`,
        `{"start_time":"${middle}","batch":5}`,
        `{"multi_last":["$KV.r.>"],"up_to_time":"${middle}"}`,
      ]) {
        answers.push([await peer.ask("DIRECT.GET.KV_r", body)]);
      }
      return answers;
    };
    expect(await script(peers().served)).toEqual(await script(peers().reference));
  });

  it("of more than 1,024 keys at once are too many", async () => {
    const script = async (peer: Peer): Promise<unknown[]> => {
      await peer.ask("STREAM.CREATE.KV_r", JSON.stringify(CONFIG));
      const asked = async (): Promise<unknown> => {
        const answers = await peer.ask("DIRECT.GET.KV_r", '{"multi_last":["$KV.r.>"]}');
        return [answers.length, answers.at(-1)];
      };
      for (let key = 0; key < 1_024; key += 1) await putPlain(peer, key);
      const most = await asked();
      await putPlain(peer, 1_024);
      return [most, await asked()];
    };
    expect(await script(peers().served)).toEqual(await script(peers().reference));
  }, 30_000);

  it("are nobody's business where a stream is not read directly, and go by the leader", async () => {
    const script = async (peer: Peer): Promise<unknown[]> => {
      await filled(peer);
      const hidden = JSON.stringify({ ...CONFIG, allow_direct: false });
      await peer.ask("STREAM.UPDATE.KV_r", hidden);
      return [
        await peer.ask("DIRECT.GET.KV_r", '{"seq":1}'),
        await peer.ask("DIRECT.GET.KV_r.$KV.r.a", ""),
        await peer.ask("STREAM.MSG.GET.KV_r", '{"seq":1}'),
      ];
    };
    expect(await script(peers().served)).toEqual(await script(peers().reference));
  });
});

function putPlain(peer: Peer, key: number): Promise<unknown> {
  return peer.put({ bucket: "r", key: String(key), value: "", headers: {} });
}
