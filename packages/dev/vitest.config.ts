import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { SlowFirst } from "./src/slow-first.ts";

// Tests read the sources of the workspace's packages, so that no build has to run first.
const conditions = ["@revkv/source", "import", "module", "default"];

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions: [...conditions, "node"] } },
  test: {
    include: ["packages/*/test/**/*.test.ts"],
    // Many tests wait for servers and for times to come: more of them than cores run side by side.
    maxWorkers: Math.max(4, availableParallelism()),
    sequence: { sequencer: SlowFirst },
    reporters: ["default", fileURLToPath(new URL("src/plain-reporter.ts", import.meta.url))],
  },
});
