import { describeServers } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { storeOn } from "./support.ts";
import { Wire } from "./wire.ts";

describeServers("rule 27: purgeDeletes", {}, (server) => {
  const here = storeOn(server);

  test("sends a purge for what there is to purge, and none for a young marker that is alone", async () => {
    const bucket = await here.bucket({ history: 3 });
    await bucket.delete("alone");
    await bucket.purge("alone-too");
    await bucket.put("below", "v");
    await bucket.delete("below");
    const wire = await Wire.of(here);
    const stream = `KV_${bucket.name}`;
    const purges = async (olderThanMs: number): Promise<readonly unknown[]> => {
      const sent = await wire.during(() => bucket.purgeDeletes({ olderThanMs }));
      const asked = sent.filter(({ subject }) => subject === `$JS.API.STREAM.PURGE.${stream}`);
      return asked.map(({ body }) => JSON.parse(body) as unknown);
    };
    const filter = (key: string): string => `$KV.${bucket.name}.${key}`;
    expect(await purges(60_000)).toEqual([{ filter: filter("below"), seq: 4 }]);
    expect(await purges(60_000)).toEqual([]);
    const all = await purges(0);
    expect(all).toEqual([
      { filter: filter("alone"), seq: 2 },
      { filter: filter("alone-too"), seq: 3 },
      { filter: filter("below"), seq: 5 },
    ]);
  });
});
