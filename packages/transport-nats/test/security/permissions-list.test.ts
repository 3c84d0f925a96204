import { describeServers } from "@revkv/dev/nats-server";
import { beforeEach, expect, test } from "vitest";
import { CALLS } from "./calls.ts";
import { logIn, usersConfig, type Permissions } from "./user.ts";

const VALUE = "v".repeat(4_000);

/** Each call has a user who may do nothing else. */
const users: Record<string, Permissions> = { admin: {} };
for (const [at, { publish }] of CALLS.entries()) {
  users[`user-${at}`] = {
    publish: ["$JS.API.INFO", ...publish],
    subscribe: [`_INBOX_${at}.>`],
  };
}
const start = { config: usersConfig(users) };

describeServers("the permissions of each call", { least: "2.11", start }, (server) => {
  beforeEach(async () => {
    const { kv } = await logIn(server().url, "admin");
    await kv.delete("b");
    const bucket = await kv.create("b", { history: 5 });
    await Promise.all(Array.from({ length: 1_000 }, (_, at) => bucket.put(`key.${at}`, VALUE)));
    await bucket.delete("key.999");
  });

  test.each(CALLS.map((call, at) => ({ ...call, at })))(
    "$call needs no more than these, and each of them",
    async ({ publish, inDoubt = [], run, at }) => {
      const { kv, connection, sent, refused } = await logIn(
        server().url,
        `user-${at}`,
        `_INBOX_${at}`,
      );
      await run(kv, () => kv.open("b"));
      await kv.close();
      await connection.flush();
      expect(refused).toEqual([]);
      const needed = publish.filter((pattern) => !inDoubt.includes(pattern));
      const unused = needed.filter((pattern) => !sent.some((subject) => covers(pattern, subject)));
      expect(unused).toEqual([]);
    },
  );
});

/** Whether a subject is one of a pattern that ends with `.>`, or the pattern itself. */
function covers(pattern: string, subject: string): boolean {
  return pattern.endsWith(">") ? subject.startsWith(pattern.slice(0, -1)) : subject === pattern;
}
