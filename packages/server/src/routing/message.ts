/** A message on its way: what a client published, or what the server itself says. */
export interface Message {
  readonly subject: string;
  /** Where an answer goes; empty for none. */
  readonly reply: string;
  /** The raw header block, one character a byte; empty for none. */
  readonly headers: string;
  /** A view of what came over the wire, good during the call alone: who keeps it copies it. */
  readonly payload: Uint8Array;
}

/** The payload of a message that says everything in its headers. */
export const NOTHING: Uint8Array = new Uint8Array(0);
