import type { Answer } from "@revkv/core";
import type { CallLine, RecordedLine, RecordedRequest, RecordedResult, WatchLine } from "./line.ts";
import { recordedError } from "./recorded-error.ts";

/** Who asks, and of which bucket; empty for all buckets. */
export interface Asker {
  readonly client: string;
  readonly bucket: string;
}

/** What is asked, how, and how its answer is shown. */
export interface Question<T> {
  readonly by: Asker;
  readonly request: RecordedRequest;
  readonly signal?: AbortSignal | undefined;
  readonly shown: (answer: T) => RecordedResult;
}

type WithoutTime<Line> = Line extends unknown ? Omit<Line, "atMs"> : never;
/** What happens to a subscription. */
export type WatchEvent = WithoutTime<WatchLine>;

/** Writes the lines of a recording in the order of events, and numbers its calls. */
export class RecordLog {
  readonly #write: (line: string) => void;
  readonly #clock: { nowMs(): number };
  #calls = 0;

  constructor(write: (line: string) => void, clock: { nowMs(): number }) {
    this.#write = write;
    this.#clock = clock;
  }

  /** Writes a line as it is. */
  line(line: RecordedLine): void {
    this.#write(JSON.stringify(line));
  }

  /** What a subscription is given, or what its reader does to it. */
  watch(event: WatchEvent): void {
    this.line({ ...event, atMs: this.#clock.nowMs() });
  }

  /**
   * Records a call and what it gives, which passes unchanged: an answer that comes at once stays one.
   *
   * @param ask - Is told the number of the call.
   */
  asked<T>(question: Question<T>, ask: (call: number) => Answer<T>): Answer<T> {
    const call = this.begin(question.by, question.request);
    const failed = (error: unknown): never => {
      this.failed(call, error, question.signal);
      throw error;
    };
    const returned = (answer: T): T => {
      this.returned(call, question.shown(answer));
      return answer;
    };
    let answer: Answer<T>;
    try {
      answer = ask(call);
    } catch (error) {
      return failed(error);
    }
    return answer instanceof Promise ? answer.then(returned, failed) : returned(answer);
  }

  /** A call begins; gives its number. */
  begin(by: Asker, request: RecordedRequest): number {
    this.#calls += 1;
    const { client, bucket } = by;
    const line: CallLine = {
      call: this.#calls,
      client,
      bucket,
      ...request,
      atMs: this.#clock.nowMs(),
    };
    this.line(line);
    return this.#calls;
  }

  /** A call ends well. */
  returned(call: number, result: RecordedResult): void {
    this.line({ return: call, result, atMs: this.#clock.nowMs() });
  }

  /** A call fails. */
  failed(call: number, error: unknown, signal?: AbortSignal): void {
    this.line({ return: call, error: recordedError(error, signal), atMs: this.#clock.nowMs() });
  }
}
