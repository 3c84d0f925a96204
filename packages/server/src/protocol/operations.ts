import type { Message } from "../routing/message.ts";

/** What a client asks for, one call for each operation, in the order of the bytes. */
export interface Operations {
  /** Who it is and what it wants; the JSON as it came. */
  connect(json: string): void;
  /** The payload of the message is a view, good during the call alone. */
  publish(message: Message): void;
  /** `queue` is empty for none; `sid` is the client's own name for the subscription. */
  subscribe(subject: string, queue: string, sid: string): void;
  /** `max` is how many messages in all the subscription may get; 0 ends it at once. */
  unsubscribe(sid: string, max: number): void;
  /** Asks for a PONG. */
  ping(): void;
  /** Answers a PING. */
  pong(): void;
}

/** What makes a server close a connection: a text for `-ERR`, or nothing where a server closes without a word. */
export interface Fault {
  readonly text: string;
}

/** The faults that the bytes alone can have. */
export const faults: {
  readonly unknownOperation: Fault;
  readonly lineTooLong: Fault;
  readonly payloadTooLarge: Fault;
  /** Something else than CONNECT, where a client has to introduce itself. */
  readonly notAllowed: Fault;
  readonly arguments: Fault;
} = {
  unknownOperation: { text: "Unknown Protocol Operation" },
  lineTooLong: { text: "maximum control line exceeded" },
  payloadTooLarge: { text: "Maximum Payload Violation" },
  notAllowed: { text: "Authorization Violation" },
  arguments: { text: "" },
};

/** What a connection may send at most. */
export interface ProtocolLimits {
  /** The arguments of one line, in bytes. */
  readonly maxControlLineBytes: number;
  /** Headers and payload of one message together. */
  readonly maxPayloadBytes: number;
}
