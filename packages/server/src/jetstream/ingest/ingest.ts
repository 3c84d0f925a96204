import { ServedLog, type Engine, type Stored } from "@revkv/core/engine";
import { encodeText, headerIn, type Posting } from "@revkv/core/words";
import { streamOf } from "@revkv/transport-nats/mapping";
import { NOTHING, type Message } from "../../routing/message.ts";
import { failureIn } from "../api/refusal.ts";
import { Batches } from "./batches.ts";

/** Where answers go. */
type Answer = (message: Message) => void;

const START = "$KV.";

/** What ingest needs of the server. */
export interface IngestParts {
  readonly engine: Engine;
  readonly answer: Answer;
  /** Given before an entry of a key is stored; what it gives is called with the entry. */
  readonly republish: (log: ServedLog, key: string) => ((stored: Stored) => void) | undefined;
}

/** Takes what is published to the subjects of buckets into their logs, and acknowledges it. */
export class Ingest {
  readonly #parts: IngestParts;
  readonly #batches = new Batches();

  constructor(parts: IngestParts) {
    this.#parts = parts;
  }

  /** Takes a message; false where no bucket listens to its subject. */
  take(message: Message): boolean {
    const { subject } = message;
    if (!subject.startsWith(START)) return false;
    const end = subject.indexOf(".", START.length);
    if (end < 0) return false;
    const found = this.#parts.engine.find(subject.slice(START.length, end));
    if (found === undefined) return false;
    const log = ServedLog.of(found);
    if (!log.rules.takesMessages) return false;
    const key = subject.slice(end + 1);
    this.#store(log, { key, headers: message.headers, bytes: message.payload }, message.reply);
    return true;
  }

  /** Forgets what is under way. */
  close(): void {
    this.#batches.close();
  }

  #store(log: ServedLog, posting: Posting, reply: string): void {
    let ack = NOTHING;
    try {
      const batch = headerIn(posting.headers, "Nats-Batch-Id") ?? "";
      ack = batch === "" ? this.#storeOne(log, posting) : this.#batches.take(batch, log, posting);
    } catch (error) {
      ack = refused(log, error);
    }
    if (reply !== "") this.#parts.answer({ subject: reply, reply: "", headers: "", payload: ack });
  }

  #storeOne(log: ServedLog, posting: Posting): Uint8Array {
    const republish = this.#parts.republish(log, posting.key);
    const { revision, isDuplicate } = log.post(posting);
    const stored = republish === undefined || isDuplicate ? undefined : log.at(revision);
    if (stored !== undefined) republish?.(stored);
    const more = isDuplicate ? ',"duplicate": true' : "";
    return encodeText(`{"stream":"${streamOf(log.name)}","seq":${revision}${more}}`);
  }
}

/** What went wrong, in a server's words. */
function refused(log: ServedLog, reason: unknown): Uint8Array {
  const error = failureIn(reason);
  return encodeText(JSON.stringify({ error, stream: streamOf(log.name), seq: 0 }));
}
