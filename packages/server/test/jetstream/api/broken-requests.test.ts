import { describeServers } from "@revkv/dev/nats-server";
import { expect, it } from "vitest";
import { brokenBodies } from "./bodies.ts";
import { bothServers, type Peer } from "./two-servers.ts";

const SUBJECTS = [
  "STREAM.CREATE.KV_a",
  "STREAM.UPDATE.KV_a",
  "STREAM.INFO.KV_a",
  "STREAM.PURGE.KV_a",
  "STREAM.DELETE.KV_a",
  "STREAM.NAMES",
  "STREAM.LIST",
  "STREAM.MSG.GET.KV_a",
  "STREAM.MSG.DELETE.KV_a",
];

describeServers("requests that cannot be read", { least: "2.15", isReal: true }, (server) => {
  const peers = bothServers(server);

  it.each(SUBJECTS)("%s is refused, or done, in the words of the server", async (subject) => {
    const answersOf = async (peer: Peer): Promise<object[]> => {
      const answers: object[] = [];
      for (const body of brokenBodies) answers.push({ body, said: await peer.ask(subject, body) });
      return answers;
    };
    expect(await answersOf(peers().served)).toEqual(await answersOf(peers().reference));
  });
});
