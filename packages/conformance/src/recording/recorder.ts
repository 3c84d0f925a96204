import type { Store, Transport } from "@revkv/core";
import { RecordLog } from "./record-log.ts";
import { RecordingStore } from "./recording-store.ts";

/** How a recording is made. */
export interface RecorderOptions {
  /** What it shows, for people. */
  readonly title: string;
  /** Keeps one line, which comes without its end. */
  readonly write: (line: string) => void;
  /** What `atMs` tells; the real time unless given. */
  readonly clock?: { nowMs(): number };
}

/**
 * Writes every call to a backend, what it gives or how it fails, and every entry that it delivers as
 * lines of JSON, in the order of events. All that passes is left as it is.
 *
 * @example
 * import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
 * import { tmpdir } from "node:os";
 *
 * const folder = mkdtempSync(`${tmpdir()}/recordings-`);
 * const write = (line: string) => appendFileSync(`${folder}/one-put.jsonl`, `${line}\n`);
 * const recorder = new Recorder({ title: "one put", write });
 * const manager = await connect(recorder.wrap(local()));
 * await (await manager.create("orders")).put("a", "1");
 * console.log(parseRecording(readFileSync(`${folder}/one-put.jsonl`, "utf8")).length); // 7
 * rmSync(folder, { recursive: true });
 */
export class Recorder {
  readonly #title: string;
  readonly #log: RecordLog;
  readonly #clients = new Map<string, number>();
  #hasHeader = false;

  constructor({ title, write, clock = { nowMs: () => Date.now() } }: RecorderOptions) {
    this.#title = title;
    this.#log = new RecordLog(write, clock);
  }

  /**
   * A transport that is recorded. Several may share a recording, each with the name of its client; what
   * is opened again under one name is another client.
   */
  wrap(transport: Transport, { client = "client" }: { readonly client?: string } = {}): Transport {
    return {
      name: transport.name,
      open: async () => {
        const store = await transport.open();
        this.#begin(transport.name, store);
        return new RecordingStore(store, this.#log, this.#nameFor(client));
      },
    };
  }

  #begin(backend: string, { features }: Store): void {
    if (this.#hasHeader) return;
    this.#hasHeader = true;
    this.#log.line({ recording: 1, title: this.#title, backend, features, validated: [] });
  }

  #nameFor(client: string): string {
    const count = (this.#clients.get(client) ?? 0) + 1;
    this.#clients.set(client, count);
    return count === 1 ? client : `${client} ${count}`;
  }
}
