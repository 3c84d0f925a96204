import { isKvError } from "@revkv/core/words";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  apiPrefixOf,
  bucketOf,
  bucketPrefixes,
  keyOf,
  streamOf,
  subjectOf,
  subjectPrefix,
} from "../../src/mapping.ts";
import { aBucket, aFilter, aKey } from "./arbitraries.ts";
import { thrownBy } from "./thrown.ts";

describe("a bucket and its stream", () => {
  test("a bucket lies on the stream with its name behind KV_, and is found by it", () => {
    expect(streamOf("users")).toBe("KV_users");
    expect(subjectPrefix("users")).toBe("$KV.users.");
    fc.assert(fc.property(aBucket, (bucket) => bucketOf(streamOf(bucket)) === bucket));
  });

  test.each(["", "KV_", "kv_users", "users", "XKV_users", "KV_a.b", "KV_ü", "KV_a b", "OBJ_users"])(
    "the stream %j is none of ours",
    (stream) => {
      expect(bucketOf(stream)).toBeUndefined();
    },
  );
});

describe("a key and its subject", () => {
  test("a subject is the prefix and the key, and gives the key back", () => {
    fc.assert(
      fc.property(aBucket, aKey, (bucket, key) => {
        const subject = subjectOf(subjectPrefix(bucket), key);
        expect(subject).toBe(`$KV.${bucket}.${key}`);
        expect(keyOf(subjectPrefix(bucket), subject)).toBe(key);
      }),
    );
  });

  test("a filter becomes a subject token by token, wildcards as they are", () => {
    expect(subjectOf("$KV.b.", "a.*.>")).toBe("$KV.b.a.*.>");
    fc.assert(
      fc.property(aFilter, (filter) => {
        const tokens = subjectOf("$KV.b.", filter).split(".");
        expect(tokens.slice(2)).toEqual(filter.split("."));
      }),
    );
  });

  test("what a foreign writer stored is a key too, whatever our grammar says of it", () => {
    for (const key of ["ü", "a:b", "*", "a.>", "a|b", "%", "\u0000"]) {
      expect(keyOf("$KV.b.", `$KV.b.${key}`)).toBe(key);
    }
  });

  test("a subject of another bucket, of the bucket itself or of something else has no key", () => {
    for (const subject of ["$KV.b.", "$KV.b", "$KV.bb.k", "$KV.B.k", "x.$KV.b.k", "", "$KV.c.k"]) {
      expect(keyOf("$KV.b.", subject)).toBeUndefined();
    }
  });
});

describe("where the API answers", () => {
  test("$JS.API, a domain's, or an import's; a last dot is no token", () => {
    expect(apiPrefixOf({})).toBe("$JS.API");
    expect(apiPrefixOf({ domain: undefined, apiPrefix: undefined })).toBe("$JS.API");
    expect(apiPrefixOf({ domain: "hub" })).toBe("$JS.hub.API");
    expect(apiPrefixOf({ apiPrefix: "acc.JS.API" })).toBe("acc.JS.API");
    expect(apiPrefixOf({ apiPrefix: "acc.JS.API." })).toBe("acc.JS.API");
  });

  test.each([
    { domain: "hub", apiPrefix: "x" },
    { domain: "" },
    { domain: "a.b" },
    { domain: "*" },
    { domain: "a>" },
    { domain: "a b" },
    { domain: 7 as unknown as string },
    { apiPrefix: "" },
    { apiPrefix: "." },
    { apiPrefix: "a..b" },
    { apiPrefix: ".a" },
    { apiPrefix: "a.>" },
    { apiPrefix: "a.*.b" },
    { apiPrefix: "a\tb" },
    { apiPrefix: {} as unknown as string },
  ])("%j is no place: INVALID_ARGUMENT", (place) => {
    const thrown = thrownBy(() => apiPrefixOf(place));
    expect(isKvError(thrown, "INVALID_ARGUMENT")).toBe(true);
  });
});

describe("what the subjects of a bucket begin with", () => {
  const mirror = (name: string, api?: string): Parameters<typeof bucketPrefixes>[1] => ({
    mirror: { name, ...(api === undefined ? {} : { external: { api } }) },
  });

  test("an ordinary bucket is read and written under its own name", () => {
    const own = { read: "$KV.b.", write: "$KV.b." };
    expect(bucketPrefixes("b", {}, "$JS.API")).toEqual(own);
    expect(bucketPrefixes("b", { mirror: undefined }, "$JS.API")).toEqual(own);
  });

  test("by way of a domain or an import, writes have its prefix and reads do not", () => {
    expect(bucketPrefixes("b", {}, "$JS.hub.API")).toEqual({
      read: "$KV.b.",
      write: "$JS.hub.API.$KV.b.",
    });
    expect(bucketPrefixes("b", {}, "acc")).toEqual({ read: "$KV.b.", write: "acc.$KV.b." });
  });

  test("a mirror holds the subjects of its origin and is written to by way of it", () => {
    expect(bucketPrefixes("m", mirror("KV_o"), "$JS.API")).toEqual({
      read: "$KV.o.",
      write: "$KV.o.",
    });
    expect(bucketPrefixes("m", mirror("KV_o"), "$JS.leaf.API")).toEqual({
      read: "$KV.o.",
      write: "$JS.leaf.API.$KV.o.",
    });
  });

  test("a mirror of another domain is written to there, whatever prefix leads to the mirror", () => {
    for (const apiPrefix of ["$JS.API", "$JS.leaf.API"]) {
      expect(bucketPrefixes("m", mirror("KV_o", "$JS.hub.API"), apiPrefix)).toEqual({
        read: "$KV.o.",
        write: "$JS.hub.API.$KV.o.",
      });
    }
  });

  test("a mirror whose origin is its own API under the usual name has no prefix", () => {
    expect(bucketPrefixes("m", mirror("KV_o", "$JS.API"), "$JS.leaf.API").write).toBe("$KV.o.");
  });
});
