import type { Prelude } from "../../src/docs/snippet-module.ts";

/** What the documentation takes as given. A page that needs more should show it. */
export const prelude: Prelude = {
  kv: "const kv = await connect(local());",
  bucket: 'const bucket = await kv.create("example", { history: 5 });',
  User: "interface User { readonly name: string; readonly age: number }",
  users: 'const users = await kv.create("users", { history: 5, codec: json<User>() });',
  counters: 'const counters = await kv.create("counters", { codec: number });',
  mapTransport: 'const { mapTransport } = await import("@revkv/dev/map-transport");',
  error:
    'const error: unknown = await bucket.update("key", "value", 7).catch((reason: unknown) => reason);',
};
