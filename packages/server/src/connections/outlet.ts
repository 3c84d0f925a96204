import type { Duplex } from "node:stream";
import { FrameBuffer } from "../protocol/frame-buffer.ts";
import type { Message } from "../routing/message.ts";

/** With this much collected there is no waiting for the end of the turn. */
const MOST_COLLECTED = 262_144;
/** How long a client has for reading the last words and closing its side. */
const FAREWELL_MS = 1_000;

/**
 * What one connection sends. Frames are collected, and written in one go when the turn of the event loop
 * ends, so that many of them cost one call of the system.
 */
export class Outlet {
  readonly #frames = new FrameBuffer();
  readonly #maxPendingBytes: number;
  readonly #onWritten: () => void;
  readonly #onSlow: () => void;
  #stream: Duplex;
  #isScheduled = false;
  #isClosed = false;

  /**
   * @param options.maxPendingBytes - What may wait before the client counts as slow.
   * @param options.onWritten - Called each time that something which waited is on its way.
   * @param options.onSlow - Called once, when more waits than may; nothing more is sent then.
   */
  constructor(
    stream: Duplex,
    options: {
      readonly maxPendingBytes: number;
      readonly onWritten: () => void;
      readonly onSlow: () => void;
    },
  ) {
    this.#stream = stream;
    this.#maxPendingBytes = options.maxPendingBytes;
    this.#onWritten = options.onWritten;
    this.#onSlow = options.onSlow;
  }

  /** What waits: collected frames, and what the system has not taken yet. */
  get backlogBytes(): number {
    return this.#frames.bytes + this.#stream.writableLength;
  }

  /** Goes on over another stream, such as the same one under TLS; what was collected has been sent before. */
  moveTo(stream: Duplex): void {
    this.flush();
    this.#stream = stream;
  }

  /** Sends a line such as PONG or INFO. */
  line(text: string): void {
    if (this.#isClosed) return;
    this.#frames.line(text);
    this.#collected();
  }

  /** Sends a message. */
  message(sid: string, message: Message): void {
    if (this.#isClosed) return;
    this.#frames.message(sid, message);
    this.#collected();
  }

  /** Writes what was collected. */
  flush(): void {
    if (this.#isClosed || this.#frames.bytes === 0) return;
    const pieces = this.#frames.take();
    const stream = this.#stream;
    stream.cork();
    for (const [at, piece] of pieces.entries()) {
      if (at < pieces.length - 1) stream.write(piece);
      else stream.write(piece, this.#onWritten);
    }
    stream.uncork();
  }

  /** Sends what was collected and closes; a client that does not close its side is cut off. */
  end(): void {
    if (this.#isClosed) return;
    this.flush();
    this.#isClosed = true;
    const stream = this.#stream;
    stream.end();
    const farewell = setTimeout(() => stream.destroy(), FAREWELL_MS).unref();
    stream.once("close", () => clearTimeout(farewell));
  }

  /** Cuts the connection off; what was not sent is lost. */
  destroy(): void {
    this.#isClosed = true;
    this.#frames.take();
    this.#stream.destroy();
  }

  #collected(): void {
    if (this.backlogBytes > this.#maxPendingBytes) {
      this.destroy();
      this.#onSlow();
    } else if (this.#frames.bytes > MOST_COLLECTED) {
      this.flush();
    } else if (!this.#isScheduled) {
      this.#isScheduled = true;
      queueMicrotask(() => {
        this.#isScheduled = false;
        this.flush();
      });
    }
  }
}
