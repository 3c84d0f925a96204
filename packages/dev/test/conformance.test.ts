import { describe, expect, test } from "vitest";
import { allClaims } from "../src/conformance/claims.ts";
import { pageOf } from "../src/conformance/page.ts";
import { readText } from "../src/source/repository.ts";

describe("docs/conformance.md", () => {
  test("says what the backends claim: pnpm conformance --write makes it again", () => {
    expect(readText("docs/conformance.md").text).toBe(pageOf(allClaims()));
  });
});
