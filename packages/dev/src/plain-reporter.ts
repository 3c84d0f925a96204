import type { Reporter, TestModule, Vitest } from "vitest/node";
import { listOf, missingServers } from "./nats-server/choose.ts";
import { findServers } from "./nats-server/find.ts";
import { leftOutLine, type LeftOut } from "./nats-server/left-out.ts";

/** Ends a run with the reason of every skipped test and one line that any log reader can count. */
export default class PlainReporter implements Reporter {
  /** Whether tests were asked for by title: that others were skipped is no news then. */
  #isByTitle = false;

  /** Looks what was asked for. */
  onInit({ config }: Vitest): void {
    this.#isByTitle = config.testNamePattern !== undefined;
  }

  /** Tells which NATS servers the tests of this run can use. */
  onTestRunStart(): void {
    console.log(`nats-server: ${serversOfThisRun()}`);
  }

  /**
   * Counts the tests by outcome and prints the closing lines when the process ends. A file or suite that
   * fails outside its tests counts as one failure, and so does an error that nobody caught.
   */
  onTestRunEnd(modules: ReadonlyArray<TestModule>, uncaught: ReadonlyArray<unknown>): void {
    const count = { passed: 0, failed: uncaught.length, skipped: 0, pending: 0 };
    const skips: string[] = [];
    const leftOut: LeftOut[] = [];
    for (const module of modules) {
      for (const suite of [module, ...module.children.allSuites()])
        if (suite.errors().length > 0) count.failed += 1;
      for (const test of module.children.allTests()) {
        const result = test.result();
        count[result.state] += 1;
        const why = test.meta().leftOut;
        if (why !== undefined) leftOut.push(why);
        else if (result.state === "skipped" && (!this.#isByTitle || result.note !== undefined))
          skips.push(`skipped: ${test.fullName}: ${result.note ?? "no reason given"}`);
      }
    }
    if (leftOut.length > 0) skips.push(leftOutLine(leftOut, process.env));
    // The default reporter's own summary may still be in its buffer: print when the process ends.
    process.once("exit", () => {
      for (const skip of skips) console.log(skip);
      console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
    });
  }
}

function serversOfThisRun(): string {
  try {
    const found = findServers();
    return missingServers(found) ?? listOf(found);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
