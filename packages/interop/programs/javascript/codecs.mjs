// Keys and values that are stored in another form than they are given in.

import { Base64KeyCodec, NoopKvCodecs } from "@nats-io/kv";
import { all, liveEntry, next, outcome, say, section } from "./transcript.mjs";

/** Turns the bytes of each value round. */
const backwards = {
  encode: (value) => NoopKvCodecs().value.encode(value).toReversed(),
  decode: (bytes) => bytes.toReversed(),
};

export async function codecs({ kvm }) {
  section("codecs");
  const codec = { key: Base64KeyCodec(), value: backwards };
  const kv = await kvm.create("coded", { history: 3, storage: "memory", codec });
  const watcher = await kv.watch({ key: "a.*" });
  const iterator = watcher[Symbol.asyncIterator]();
  await outcome("put", () => kv.put("a.b c", "first"));
  say("watch", liveEntry((await next(iterator)).value));
  await outcome("create", () => kv.create("a.$>", "second"));
  say("watch", liveEntry((await next(iterator)).value));
  watcher.stop();
  await outcome("update", () => kv.update("a.$>", "third", 2));
  await outcome("get", () => kv.get("a.b c"));
  await outcome("keys", async () => all(await kv.keys()));
  await outcome("keys of a.*", async () => all(await kv.keys("a.*")));
  await outcome("history", async () => all(await kv.history({ key: "a.*" })));
  await outcome("delete", () => kv.delete("a.$>"));
  const plain = await kvm.open("coded");
  await outcome("as it is stored", async () => all(await plain.history()));
  await kv.destroy();
}
