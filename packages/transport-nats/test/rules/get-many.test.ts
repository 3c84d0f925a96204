import { describeServers, isAtLeast } from "@revkv/dev/nats-server";
import { expect, test } from "vitest";
import { fill, storeOn } from "./support.ts";
import { Wire } from "./wire.ts";

describeServers("rule 16: getMany", {}, (server, { version }) => {
  const here = storeOn(server);
  const isNew = isAtLeast(version, "2.11");

  test("is one request where the server reads many keys at one moment, otherwise one for each", async () => {
    const bucket = await here.bucket();
    const keys = await fill(bucket, 100);
    const wire = await Wire.of(here);
    const sent = await wire.during(() => bucket.getMany(keys));
    const subject = `$JS.API.DIRECT.GET.KV_${bucket.name}`;
    expect(sent.map((one) => one.subject)).toEqual(
      isNew ? [subject] : keys.map((key) => `${subject}.$KV.${bucket.name}.${key}`),
    );
  });
});
