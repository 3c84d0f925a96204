import { expect, test } from "vitest";
import { parseServeOptions, type ServeOptions } from "../../src/options.ts";
import { serve } from "../../src/serve.ts";
import { startOwn } from "./own-server.ts";

test.each<[string, unknown]>([
  ["an unknown option", { prot: 1 }],
  ["a port that is none", { port: 65_536 }],
  ["a port in words", { port: "4222" }],
  ["an empty host", { host: "" }],
  ["an empty token", { token: "" }],
  ["a user without a password", { user: "ada" }],
  ["a password without a user", { password: "pw" }],
  ["an empty list of keys", { nkeys: [] }],
  [
    "a seed in place of a key",
    { nkeys: ["SUAGIEYODKBBTUMOB666Z5KA4FCWAZV7HWSGRHOD7MK6UM5IYLWLACH7DQ"] },
  ],
  ["TLS that is no object", { tls: true }],
  ["a handshake in words", { handshakeFirst: "yes" }],
  ["lines without end", { maxControlLineBytes: 1_000_000 }],
  ["an interval below one", { pingIntervalMs: 0 }],
  ["what is no object", []],
])("%s is refused", (_, options) => {
  expect(() => parseServeOptions(options as ServeOptions)).toThrow(
    expect.objectContaining({ code: "INVALID_ARGUMENT" }),
  );
});

test("a transport that has no engine in this process is refused", async () => {
  const other = { name: "other", open: () => Promise.reject(new Error("not asked")) };
  await expect(serve(other as never)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("a port that is taken rejects with BACKEND and its cause, and leaves nothing open", async () => {
  const { port } = await startOwn();
  await expect(startOwn({ port })).rejects.toMatchObject({
    code: "BACKEND",
    cause: { code: "EADDRINUSE" },
  });
  await expect(startOwn({ wsPort: port })).rejects.toMatchObject({ code: "BACKEND" });
});
