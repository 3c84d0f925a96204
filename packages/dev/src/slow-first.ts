import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take long, longest first: they wait for servers, clusters and times to come, or do thousands of operations. */
const SLOW: readonly RegExp[] = [
  /suite-cluster/,
  /\/(?:conformance|histories|faults|nats-server|interop|docs)\b/,
];

/** Begins with the files that take long, so that none of them is what everybody waits for in the end. */
export class SlowFirst extends BaseSequencer {
  /** Leaves the order as it is among the slow ones and among the others. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const path = `/${moduleId.split("/packages/")[1] ?? ""}`;
  const at = SLOW.findIndex((pattern) => pattern.test(path));
  return at === -1 ? SLOW.length : at;
}
