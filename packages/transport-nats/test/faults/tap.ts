import type { NatsConnection } from "@nats-io/transport-node";

/** What is done to a message that is about to be sent. */
type Deed = "lose" | "lose the answer" | "hold";

interface Wish {
  readonly part: string;
  readonly deed: Deed;
  readonly met: () => void;
}

/** A message that is held: sent when it is released. */
interface Held {
  send(): void;
}

/**
 * Stands in a connection before what revkv sends, and does something to the next message whose subject has a
 * part. The connection itself goes on as it is.
 */
export class Tap {
  readonly #wishes: Wish[] = [];
  readonly #held: Held[] = [];
  readonly #sent: string[] = [];

  constructor(connection: NatsConnection) {
    const publish = connection.publish.bind(connection);
    connection.publish = (subject, data, options) => {
      this.#sent.push(subject);
      const at = this.#wishes.findIndex(({ part }) => subject.includes(part));
      const [wish] = at < 0 ? [] : this.#wishes.splice(at, 1);
      if (wish === undefined) publish(subject, data, options);
      else if (wish.deed === "lose the answer")
        publish(subject, data, { ...options, reply: "nowhere" });
      else if (wish.deed === "hold")
        this.#held.push({ send: () => publish(subject, data, options) });
      wish?.met();
    };
  }

  /** The subjects of all messages so far that have a part. */
  sent(part: string): readonly string[] {
    return this.#sent.filter((subject) => subject.includes(part));
  }

  /** Loses the next such message; resolves when that has happened. */
  lose(part: string): Promise<void> {
    return this.#wish(part, "lose");
  }

  /** Sends the next such message so that its answer goes elsewhere; resolves when that has happened. */
  loseAnswer(part: string): Promise<void> {
    return this.#wish(part, "lose the answer");
  }

  /** Holds the next such message until `release`; resolves when it is held. */
  hold(part: string): Promise<void> {
    return this.#wish(part, "hold");
  }

  /** Sends what is held. */
  release(): void {
    for (const held of this.#held.splice(0)) held.send();
  }

  #wish(part: string, deed: Deed): Promise<void> {
    return new Promise((met) => this.#wishes.push({ part, deed, met }));
  }
}
