import { describeServers } from "@revkv/dev/nats-server";
import { describe, expect, it } from "vitest";
import { bothServers, Served, type Answer, type Peer } from "../api/two-servers.ts";

function named(at: number): { readonly name: string; readonly body: string } {
  const bucket = `b${String(at).padStart(4, "0")}`;
  const settings = { name: `KV_${bucket}`, subjects: [`$KV.${bucket}.>`], storage: "memory" };
  return { name: settings.name, body: JSON.stringify(settings) };
}

describeServers(
  "more streams than one answer has room for",
  { least: "2.15", isReal: true },
  (server) => {
    const peers = bothServers(server);

    it("are told of a page at a time, as by the server", async () => {
      const script = async (peer: Peer): Promise<unknown[]> => {
        for (let at = 0; at < 260; at += 1) {
          const { name, body } = named(at);
          await peer.ask(`STREAM.CREATE.${name}`, body);
        }
        const answers: unknown[] = [];
        for (const body of ["", '{"offset":250}', '{"offset":1000}', '{"subject":"$KV.b0001.>"}']) {
          answers.push(await peer.ask("STREAM.LIST", body), await peer.ask("STREAM.NAMES", body));
        }
        return answers;
      };
      expect(await script(peers().served)).toEqual(await script(peers().reference));
    }, 30_000);
  },
);

describe("names of streams", () => {
  it("come 1,024 at a time", async () => {
    const served = new Served();
    for (let at = 0; at < 1_030; at += 1) served.engine.create(`b${String(at).padStart(4, "0")}`);
    const page = async (offset: number): Promise<unknown> => {
      const answers = await served.ask("STREAM.NAMES", JSON.stringify({ offset }));
      return (answers as readonly Answer[])[0]?.body;
    };
    const first = (await page(0)) as { readonly total: number; readonly streams: string[] };
    expect([first.total, first.streams.length, first.streams.at(-1)]).toEqual([
      1_030,
      1_024,
      "KV_b1023",
    ]);
    const names = [1_024, 1_025, 1_026, 1_027, 1_028, 1_029].map((at) => `KV_b${at}`);
    expect(await page(1_024)).toMatchObject({ total: 1_030, offset: 1_024, streams: names });
  });
});
