import { describeServers } from "@revkv/dev/nats-server";
import { expect, it, vi } from "vitest";
import { bothServers, type Peer } from "../api/two-servers.ts";

const ORIGIN = { name: "KV_o", subjects: ["$KV.o.>"], allow_direct: true, storage: "memory" };
const HISTORY = { max_msgs_per_subject: 5, allow_direct: true, storage: "memory" };

describeServers("mirrors and sources", { least: "2.15", isReal: true }, (server) => {
  const peers = bothServers(server);

  it("a mirror is shown, listed and read as the server's", async () => {
    const script = async (peer: Peer): Promise<object[]> => {
      await filled(peer);
      const mirror = { name: "KV_mir", mirror: { name: "KV_o" }, ...HISTORY };
      await peer.ask("STREAM.CREATE.KV_mir", JSON.stringify(mirror));
      await holds(peer, "KV_mir", 3);
      return reads(peer, "KV_mir", "$KV.o.");
    };
    expect(await script(peers().served)).toEqual(await script(peers().reference));
  });

  it("a mirror is read by the name of an origin that is not read directly", async () => {
    const script = async (peer: Peer): Promise<unknown> => {
      await filled(peer, { allow_direct: true });
      const mirror = { name: "KV_mir", mirror: { name: "KV_o" }, ...HISTORY };
      await peer.ask("STREAM.CREATE.KV_mir", JSON.stringify(mirror));
      await holds(peer, "KV_mir", 3);
      await peer.ask("STREAM.UPDATE.KV_o", JSON.stringify({ ...ORIGIN, allow_direct: false }));
      return peer.ask("DIRECT.GET.KV_o.$KV.o.a", "");
    };
    expect(await script(peers().served)).toEqual(await script(peers().reference));
  });

  it("a bucket with a source is shown, listed and read as the server's", async () => {
    const script = async (peer: Peer): Promise<object[]> => {
      await filled(peer);
      const subject_transforms = [{ src: "$KV.o.>", dest: "$KV.s.>" }];
      const sources = [{ name: "KV_o", subject_transforms }];
      const config = { name: "KV_s", subjects: ["$KV.s.>"], sources, ...HISTORY };
      await peer.ask("STREAM.CREATE.KV_s", JSON.stringify(config));
      await holds(peer, "KV_s", 3);
      await peer.put({ bucket: "s", key: "own", value: "x", headers: {} });
      return reads(peer, "KV_s", "$KV.s.");
    };
    expect(await script(peers().served)).toEqual(await script(peers().reference));
  });
});

async function filled(peer: Peer, more: object = {}): Promise<void> {
  await peer.ask("STREAM.CREATE.KV_o", JSON.stringify({ ...ORIGIN, ...more }));
  for (const [key, value] of [
    ["a", "1"],
    ["b.c", "2"],
    ["d", "3"],
  ] as const) {
    await peer.put({ bucket: "o", key, value, headers: key === "d" ? { "X-Own": "y" } : {} });
  }
}

/** Waits until a copy has so many messages. */
async function holds(peer: Peer, stream: string, messages: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const [answer] = (await peer.ask(`STREAM.INFO.${stream}`, "")) as readonly {
        readonly body: unknown;
      }[];
      expect(answer?.body).toMatchObject({ state: { messages } });
    },
    { timeout: 10_000 },
  );
}

async function reads(peer: Peer, stream: string, prefix: string): Promise<object[]> {
  const asked = [
    [`STREAM.INFO.${stream}`, '{"subjects_filter":">"}'],
    ["STREAM.LIST", ""],
    ["STREAM.NAMES", '{"subject":"$KV.*.>"}'],
    [`STREAM.MSG.GET.${stream}`, '{"seq":3}'],
    [`STREAM.MSG.GET.${stream}`, `{"last_by_subj":"${prefix}a"}`],
    [`DIRECT.GET.${stream}.${prefix}b.c`, ""],
    [`DIRECT.GET.${stream}`, `{"multi_last":["${prefix}>"]}`],
  ] as const;
  const answers: object[] = [];
  for (const [subject, body] of asked) {
    answers.push({ subject, said: await peer.ask(subject, body) });
  }
  return answers;
}
