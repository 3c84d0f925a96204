import { describe, test } from "vitest";
import type { TestRunner } from "./subject.ts";

/** The functions of vitest. */
export const vitestRunner: TestRunner = { describe, test };
