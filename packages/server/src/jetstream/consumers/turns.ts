import { shielded } from "../../shield.ts";
import { Alarm } from "./alarm.ts";

/** So much is delivered at once; then other work has its turn. */
const STEPS_A_TURN = 256;
const BYTES_A_TURN = 1024 * 1024;
const CONGESTED_MS = 5;

/** Work that is done in steps. */
export interface TurnsWork {
  /** Does a step and gives its size in bytes; 0 when there is nothing to do. */
  step(): number;
  /** Called when there was nothing to do. */
  done(): void;
  /** Whether the next turn has to wait. */
  isCongested(): boolean;
}

/** Does much work bit by bit, so that one client's history does not make all others wait. */
export class Turns {
  readonly #work: TurnsWork;
  readonly #pause: Alarm;
  #next: NodeJS.Immediate | undefined;
  #isRunning = false;
  /** Somebody asked for a turn during one: what it had looked at may be out of date. */
  #isWanted = false;
  #hasEnded = false;

  constructor(work: TurnsWork) {
    this.#work = work;
    this.#pause = new Alarm(() => this.#goOn());
  }

  /** Takes a turn now; within one it returns at once, and that one looks again. */
  run(): void {
    this.#isWanted = true;
    if (this.#isRunning || this.#hasEnded || this.#pause.isSet) return;
    const isDone = this.#turn();
    if (this.#hasEnded) return;
    if (isDone) this.#work.done();
    else this.later();
  }

  /** Takes a turn after what is under way. */
  later(): void {
    this.#next ??= setImmediate(() => {
      this.#next = undefined;
      shielded(() => this.#goOn());
    });
  }

  /** Takes no turn any more. */
  end(): void {
    this.#hasEnded = true;
    this.#pause.clear();
    clearImmediate(this.#next);
  }

  #goOn(): void {
    if (this.#hasEnded) return;
    if (this.#work.isCongested()) this.#pause.set(CONGESTED_MS);
    else this.run();
  }

  /** False where there is more to do. */
  #turn(): boolean {
    this.#isRunning = true;
    try {
      let bytes = 0;
      for (let steps = 0; steps < STEPS_A_TURN && bytes < BYTES_A_TURN; steps += 1) {
        this.#isWanted = false;
        const size = this.#hasEnded ? 0 : this.#work.step();
        if (size === 0 && !this.#isWanted) return true;
        bytes += size;
      }
      return false;
    } finally {
      this.#isRunning = false;
    }
  }
}
