import type { Message } from "./message.ts";

/** What the server itself answers. */
export interface Service {
  /** Takes a message; false when it is none of its own, so that whoever sent it can be told that nobody responds. */
  take(message: Message): boolean;
  /** Somebody listens to a subject now, wildcards and all, or nobody does any more. */
  interestChanged(subject: string): void;
}
