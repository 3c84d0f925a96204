import type { Message } from "../../routing/message.ts";
import type { ConsumerConfig } from "./consumer-config.ts";

/** How the messages of a consumer reach clients: it pushes them, or is asked for them. */
export interface DeliveryMode {
  /** Whether somebody would take a message now. */
  readonly isReady: boolean;
  /** Whether somebody listens where it pushes to. */
  readonly isBound: boolean;
  /** How many requests wait for messages, once those are gone that have ended meanwhile. */
  countWaiting(): number;
  /**
   * Whose turn it is.
   *
   * @param size - Bytes of the next message as clients count them.
   * @returns Where the message goes; undefined when nobody can take it.
   */
  turn(size: number): string | undefined;
  /** Takes note that the message went there, so many bytes beside that subject. */
  sent(to: string, bytes: number): void;
  /** Nothing is left to deliver, or nobody to take it. */
  settled(): void;
  /** Gives what waits for messages a look: somebody came, or left. */
  interestChanged(): void;
  /** Has other settings from now on. */
  reconfigure(config: ConsumerConfig): void;
  /** Ends; clients that wait are told that the consumer was deleted. */
  end(how: { readonly isTold: boolean }): void;
}

/** What a delivery knows of its consumer. */
export interface DeliveryOwner {
  /** The last message delivered, and the last revision looked at. */
  readonly last: { readonly consumer: number; readonly stream: number };
  /** Messages still to be delivered. */
  readonly pending: number;
  /** The subject of a new request for flow control. */
  flowSubject(): string;
  /** Somebody would take messages now. */
  wake(): void;
  /** The same, but what is under way comes first. */
  wakeLater(): void;
  /** Nobody has wanted anything for as long as the settings allow. */
  abandoned(): void;
}

/** The way of messages to clients. */
export interface Routes {
  /** Sends a message to those who listen to a subject, which need not be the message's own; false for nobody. */
  deliver(to: string, message: Message): boolean;
  /** Whether somebody would get what is sent to a subject. */
  hasInterest(subject: string): boolean;
  /** Whether somebody listens to exactly this subject, in that queue group; empty for none. */
  isListenedTo(subject: string, queue: string): boolean;
  /** The most that waits to be sent at one of those who listen, in bytes. */
  backlogBytes(subject: string): number;
}
