import { matchesFilter } from "@revkv/core/subjects";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Message } from "../../src/routing/message.ts";
import { Router, type Listener } from "../../src/routing/router.ts";

const silent = { take: () => false, interestChanged: () => {} };

/** A listener that writes its name down. */
function listener(name: string, subject: string, got: string[], queue = ""): Listener {
  return { subject, queue, deliver: () => void got.push(name) };
}

function message(subject: string): Message {
  return { subject, reply: "", headers: "", payload: new Uint8Array(0) };
}

describe("a message", () => {
  test("reaches every listener whose subject matches, in the order of their coming", () => {
    const token = fc.constantFrom("a", "b", "*");
    const filter = fc
      .tuple(fc.array(token, { maxLength: 2 }), fc.constantFrom("a", "b", "*", ">"))
      .map(([tokens, last]) => [...tokens, last].join("."));
    const subject = fc
      .array(fc.constantFrom("a", "b"), { minLength: 1, maxLength: 3 })
      .map((tokens) => tokens.join("."));
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 8 }), subject, (filters, subject) => {
        const got: string[] = [];
        const router = new Router(silent);
        for (const filter of filters) router.add(listener(filter, filter, got));
        const expected = filters.filter((filter) => matchesFilter(filter, subject));
        expect(router.hasInterest(subject)).toBe(expected.length > 0);
        expect(router.publish(message(subject))).toBe(expected.length > 0);
        expect(got.toSorted()).toEqual(expected.toSorted());
      }),
    );
  });

  test("goes to the service after the listeners, and counts as taken when the service takes it", () => {
    const got: string[] = [];
    const take = ({ subject }: Message) => {
      got.push("service");
      return subject === "mine";
    };
    const router = new Router({ ...silent, take });
    router.add(listener("all", ">", got));
    expect(router.publish(message("other"))).toBe(true);
    expect(got.splice(0)).toEqual(["all", "service"]);
    const alone = new Router({ ...silent, take });
    expect(alone.publish(message("mine"))).toBe(true);
    expect(alone.publish(message("other"))).toBe(false);
  });

  test.each([".a", "a.", "a..b", ""])("of the subject %j reaches nobody", (subject) => {
    const got: string[] = [];
    const router = new Router({ ...silent, take: () => got.push("service") > 0 });
    for (const filter of [">", "*", "*.*", "*.*.*"]) router.add(listener(filter, filter, got));
    expect(router.publish(message(subject))).toBe(false);
    expect(got).toEqual([]);
  });

  test("leaves out the listeners of its publisher", () => {
    const got: string[] = [];
    const router = new Router(silent);
    const publisher = {};
    router.add({ ...listener("own", "a", got), owner: publisher });
    router.add({ ...listener("own of a group", "a", got, "q"), owner: publisher });
    expect(router.publish(message("a"), publisher)).toBe(false);
    router.add(listener("other of a group", "a", got, "q"));
    expect(router.publish(message("a"), publisher)).toBe(true);
    expect(got).toEqual(["other of a group"]);
  });

  test("may change who listens, which is for the next one", () => {
    const got: string[] = [];
    const router = new Router(silent);
    const late = listener("late", "a", got);
    const first = { ...listener("first", "a", got), deliver: () => router.add(late) };
    router.add(first);
    router.publish(message("a"));
    expect(got).toEqual([]);
    router.remove(first);
    router.publish(message("a"));
    expect(got).toEqual(["late"]);
  });
});

describe("a group", () => {
  test("gets each message once, by the member that chance says", () => {
    const got: string[] = [];
    let next = 0;
    const router = new Router(silent, () => next);
    for (const name of ["one", "two", "three"]) router.add(listener(name, "a", got, "q"));
    for (next of [0, 0.5, 0.99]) router.publish(message("a"));
    expect(got).toEqual(["one", "two", "three"]);
  });

  test("is one by its name, whatever its members listen to; another name is another group", () => {
    const got: string[] = [];
    const router = new Router(silent, () => 0.5);
    router.add(listener("literal", "a.b", got, "q"));
    router.add(listener("wild", "a.*", got, "q"));
    router.add(listener("other", "a.b", got, "r"));
    router.publish(message("a.b"));
    expect(got).toEqual(["wild", "other"]);
  });

  test("is gone with its last member", () => {
    const got: string[] = [];
    const router = new Router(silent);
    const members = ["one", "two"].map((name) => listener(name, "a", got, "q"));
    for (const member of members) router.add(member);
    expect(router.isListenedTo("a", "q")).toBe(true);
    for (const member of members) {
      expect(router.publish(message("a"))).toBe(true);
      router.remove(member);
    }
    expect(router.publish(message("a"))).toBe(false);
    expect(router.isListenedTo("a", "q")).toBe(false);
  });
});

describe("who asks about listeners", () => {
  test("is told each time that somebody comes or goes", () => {
    const changes: string[] = [];
    const interestChanged = (subject: string) => void changes.push(subject);
    const router = new Router({ ...silent, interestChanged });
    const [alone, member] = [listener("a", "a.>", []), listener("b", "b", [], "q")];
    router.add(alone);
    router.add(member);
    router.remove(member);
    router.remove(alone);
    expect(changes).toEqual(["a.>", "b", "b", "a.>"]);
  });

  test("finds exactly the subject that is listened to, wildcards and all", () => {
    const router = new Router(silent);
    router.add(listener("a", "a.*", []));
    expect(router.isListenedTo("a.*", "")).toBe(true);
    expect(router.isListenedTo("a.b", "")).toBe(false);
    expect(router.isListenedTo("a.*", "q")).toBe(false);
  });

  test("learns the longest backlog of a subject", () => {
    const router = new Router(silent);
    expect(router.backlogBytes("a")).toBe(0);
    for (const backlogBytes of [5, 9, 7]) router.add({ ...listener("a", "a", []), backlogBytes });
    router.add({ ...listener("b", "b", []), backlogBytes: 100 });
    expect(router.backlogBytes("a")).toBe(9);
  });
});

test("what is sent to a subject keeps its own, and the service has no part in it", () => {
  const got: string[] = [];
  const router = new Router({ ...silent, take: () => got.push("service") > 0 });
  const deliver = ({ subject }: Message) => void got.push(subject);
  router.add({ ...listener("inbox", "inbox.*", got), deliver });
  expect(router.deliver("inbox.1", message("$KV.a.b"))).toBe(true);
  expect(router.deliver("nobody", message("$KV.a.b"))).toBe(false);
  expect(got).toEqual(["$KV.a.b"]);
});
