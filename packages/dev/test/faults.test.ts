import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = join(root, "packages/conformance/faults");
const patches = readdirSync(folder).filter((name) => name.endsWith(".patch"));

describe("planted faults", () => {
  test("there are at least twelve", () => {
    expect(patches.length).toBeGreaterThanOrEqual(12);
  });

  test.each(patches)("%s can be planted in these sources", (patch) => {
    const check = (): Buffer =>
      execFileSync("git", ["apply", "--check", join(folder, patch)], { cwd: root, stdio: "pipe" });
    expect(check).not.toThrow();
  });
});
