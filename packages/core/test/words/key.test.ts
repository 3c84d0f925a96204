import { isKey, parseBucket, parseFilters, parseKey } from "@revkv/core/words";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeOf, failure, outcomeOf } from "../support.ts";

const LEGAL = "-/_=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const legalToken = fc
  .array(fc.constantFrom(...LEGAL.split("")), { minLength: 1, maxLength: 8 })
  .map((signs) => signs.join(""));
const legalKey = fc
  .array(legalToken, { minLength: 1, maxLength: 5 })
  .map((tokens) => tokens.join("."));
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.array(fc.constantFrom("a", ".", "*", ">", " ", "ü"), { maxLength: 8 }).map((s) => s.join("")),
);

describe("rule 7: keys", () => {
  test("tokens of legal characters joined by dots are keys", () => {
    fc.assert(
      fc.property(legalKey, (key) => {
        expect([parseKey(key), isKey(key)]).toEqual([key, true]);
      }),
    );
  });

  test("everything else is refused, naming a character at the position where it stands", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = text.split(".");
        const isLegal = tokens.every(
          (token) => token !== "" && Array.from(token).every(isLegalSign),
        );
        expect(isKey(text)).toBe(isLegal);
        if (isLegal) return;
        const { code, message } = failure(() => parseKey(text));
        expect(code).toBe("INVALID_KEY");
        if (text === "") return;
        const found = /has (".*?(?<!\\)") at position (\d+)/s.exec(
          message.slice(message.lastIndexOf(" has ")),
        );
        const sign: unknown = JSON.parse(found?.[1] ?? "null");
        const position = Number(found?.[2]);
        expect(text.startsWith(String(sign), position)).toBe(true);
        expect(sign === "." || !isLegalSign(String(sign))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test("the first offending character is named", () => {
    expect(failure(() => parseKey("a.b c*")).message).toContain('" " at position 3');
    expect(failure(() => parseKey("a.b..c d")).message).toContain('"." at position 4');
  });

  test("3,000 bytes are the most", () => {
    expect(isKey("k".repeat(3_000))).toBe(true);
    expect(failure(() => parseKey("k".repeat(3_001))).message).toContain(
      "3001 bytes, at most 3000",
    );
    expect(failure(() => parseKey("k".repeat(1_000_000))).message.length).toBeLessThan(200);
  });

  test("a long key that is malformed is not told whole", () => {
    const { message } = failure(() => parseKey(`${"k".repeat(2_000)} `));
    expect(message.length).toBeLessThan(250);
    expect(message).toContain('" " at position 2000');
  });
});

function isLegalSign(sign: string): boolean {
  return LEGAL.includes(sign);
}

describe("rule 7: bucket names", () => {
  test("are one token of letters, digits, `_` and `-`", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const expected = /^[A-Za-z0-9_-]+$/.test(text) ? text : "INVALID_BUCKET";
        expect(outcomeOf(() => parseBucket(text))).toBe(expected);
      }),
    );
  });

  test("252 bytes are the most", () => {
    expect(parseBucket("b".repeat(252))).toHaveLength(252);
    expect(codeOf(() => parseBucket("b".repeat(253)))).toBe("INVALID_BUCKET");
  });

  test.each([undefined, null, 5, {}, [], Symbol("s")])("%s is none", (name) => {
    expect(codeOf(() => parseBucket(name))).toBe("INVALID_BUCKET");
    expect(codeOf(() => parseKey(name))).toBe("INVALID_KEY");
  });
});

describe("rule 7: filters", () => {
  test("every key is a filter, and so is one with whole tokens replaced by `*`, or the last by `>`", () => {
    fc.assert(
      fc.property(legalKey, fc.array(fc.boolean()), fc.boolean(), (key, stars, hasRest) => {
        const tokens = key.split(".").map((token, at) => (stars[at] === true ? "*" : token));
        if (hasRest) tokens[tokens.length - 1] = ">";
        const filter = tokens.join(".");
        expect(parseFilters(filter)).toEqual([filter]);
      }),
    );
  });

  test("everything else is refused", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = text.split(".");
        const isLegal = tokens.every(
          (token, at) =>
            token === "*" ||
            (token === ">" && at === tokens.length - 1) ||
            (token !== "" && Array.from(token).every(isLegalSign)),
        );
        const expected = isLegal ? [text] : "INVALID_FILTER";
        expect(outcomeOf(() => parseFilters([text]))).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test("what a filter covers is dropped, the order of the rest stays", () => {
    expect(parseFilters(["b", "a.>", "a.b", "a.*", "c", "b"])).toEqual(["b", "a.>", "c"]);
    expect(parseFilters(["a.*", "*.b"])).toEqual(["a.*", "*.b"]);
    expect(parseFilters(["a", ">", "a.b"])).toEqual([">"]);
    expect(parseFilters(["*", ">"])).toEqual([">"]);
    expect(parseFilters(["*.>", "*"])).toEqual(["*.>", "*"]);
  });

  test.each([[[]], [null], [undefined], [5], [{}], [["a", 5]], [[["a"]]]])(
    "%j is none",
    (filter) => {
      expect(codeOf(() => parseFilters(filter))).toBe("INVALID_FILTER");
    },
  );
});
