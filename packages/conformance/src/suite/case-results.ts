import type { PlannedCase } from "./plan.ts";
import type { Subject } from "./subject.ts";
import { runCase } from "./run-case.ts";

/** So long one case may take; those that wait for time to pass take the most of it. */
export const CASE_TIMEOUT_MS = 30_000;

/**
 * Runs the cases of a plan, each when it is asked for. Those that wait for time to pass begin together as
 * soon as one of them is asked for: where time is real, they take as long as the longest. One of them that
 * fails is run again when all are done, and only then counts.
 */
export class CaseResults {
  readonly #subject: Subject;
  readonly #plan: readonly PlannedCase[];
  #waiting: ReadonlyMap<PlannedCase, Promise<unknown>> | undefined;

  constructor(subject: Subject, plan: readonly PlannedCase[]) {
    this.#subject = subject;
    this.#plan = plan;
  }

  /**
   * Runs a case, or waits for one that runs.
   *
   * @throws Why its promise is not kept; for a known gap, that it is.
   */
  async of(planned: PlannedCase): Promise<void> {
    const failure = await this.#failureOf(planned);
    const { one, gap } = planned;
    if (gap === undefined) {
      if (failure !== undefined) throw failure;
    } else if (failure === undefined) {
      throw new Error(
        `${one.rule} is a known gap of ${this.#subject.name}, and this case passes: "${one.title}". Take it off the list.`,
      );
    }
  }

  async #failureOf(planned: PlannedCase): Promise<unknown> {
    const waits = planned.one.waits === true && this.#subject.time !== "turned";
    if (!waits) return this.#run(planned);
    this.#waiting ??= new Map(
      this.#plan.filter(({ one }) => one.waits).map((waiting) => [waiting, this.#run(waiting)]),
    );
    const failure = await this.#waiting.get(planned);
    if (failure === undefined || planned.gap !== undefined) return failure;
    // With so much going on at once it may have looked too late at what comes and goes: once more, alone.
    await Promise.all(this.#waiting.values());
    return this.#run(planned);
  }

  /** Why the last try failed, if it did. */
  async #run(planned: PlannedCase): Promise<unknown> {
    const { tries = 1, name } = this.#subject;
    for (let tried = 1; ; tried += 1) {
      const failure = await this.#try(planned);
      const isExpected = planned.gap !== undefined;
      if (failure === undefined || isExpected || tried === tries) return failure;
      const words = failure instanceof Error ? failure.message : JSON.stringify(failure);
      console.log(`${name} is tried again, "${planned.one.title}": ${words}`);
    }
  }

  /** What the case throws, if anything. */
  async #try({ one }: PlannedCase): Promise<unknown> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<unknown>((resolve) => {
      const error = new Error(`"${one.title}" has not ended within ${CASE_TIMEOUT_MS} ms`);
      timer = setTimeout(() => resolve(error), CASE_TIMEOUT_MS);
    });
    const ran = runCase(one, this.#subject).then(
      () => undefined,
      (error: unknown) => error ?? new Error(`"${one.title}" threw nothing in particular`),
    );
    const failure = await Promise.race([ran, late]);
    clearTimeout(timer);
    return failure;
  }
}
