import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { onTestFinished } from "vitest";
import type { Here } from "./support.ts";

/** One message that somebody sent to the server. */
export interface Sent {
  readonly subject: string;
  readonly body: string;
}

/** A second connection that hears every request to JetStream and every write. */
export class Wire {
  readonly #observed: NatsConnection;
  readonly #heard: Sent[] = [];
  #mark = 0;
  #marked: (() => void) | undefined;

  private constructor(observed: NatsConnection) {
    this.#observed = observed;
  }

  /**
   * Hears what the connection of a block sends, until the test is over; others on the same server are heard
   * too. While it listens, a server does not say that nobody answers.
   */
  static async of(here: Here): Promise<Wire> {
    const wire = new Wire(here.connection);
    const connection = await here.anotherConnection();
    onTestFinished(() => connection.close());
    const callback = (_error: Error | null, message: Msg): void => wire.#take(message);
    for (const subject of ["$JS.API.>", "$KV.>", "mark.>"]) {
      connection.subscribe(subject, { callback });
    }
    await connection.flush();
    return wire;
  }

  /** What was sent from the beginning of a task to its end. */
  async during(task: () => Promise<unknown>): Promise<readonly Sent[]> {
    await this.#reached();
    this.#heard.length = 0;
    await task();
    await this.#reached();
    return [...this.#heard];
  }

  /** The subjects of it alone; a consumer's name and the like stand as `<id>`. */
  async subjectsDuring(task: () => Promise<unknown>): Promise<readonly string[]> {
    return (await this.during(task)).map(({ subject }) =>
      subject.replaceAll(/\bkv_\w{10}\b/g, "<id>"),
    );
  }

  /** A server passes messages of one connection on in their order: after the mark nothing is missing. */
  async #reached(): Promise<void> {
    this.#mark += 1;
    const reached = new Promise<void>((resolve) => {
      this.#marked = resolve;
    });
    this.#observed.publish(`mark.${this.#mark}`);
    await reached;
  }

  #take({ subject, data }: Msg): void {
    if (subject === `mark.${this.#mark}`) this.#marked?.();
    else this.#heard.push({ subject, body: new TextDecoder().decode(data) });
  }
}
