import { copyBytes, textBytes } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import type { FullConfig } from "../words/config.ts";
import { headerIn, withHeader } from "../words/header-block.ts";
import type { Posted, Posting } from "../words/posting.ts";
import { operationOf } from "../words/stored-operation.ts";
import { raisedTtl, storedBytes, subjectBytes } from "../words/stored-size.ts";
import { effectiveTtlMs } from "../words/ttl.ts";
import type { Write } from "../words/write.ts";
import { isLiteral } from "../words/filter.ts";
import { admit, checkRoom } from "./admission.ts";
import type { Stored } from "./key-log.ts";
import { readLog } from "./log-read.ts";
import type { Draft, LogState } from "./log-state.ts";
import { MessageIds } from "./message-ids.ts";
import { headersIn, rollupIn, ttlIn } from "./posting-checks.ts";
import { judgeBatched, judgePosting } from "./posting-judge.ts";
import type { BatchSoFar, JudgedPosting, PostingPlace } from "./posting-place.ts";
import { purge } from "./purge.ts";
import type { StreamRules } from "./stream-rules.ts";

/** The log that writes go to. */
export interface IntakeLog {
  readonly name: string;
  readonly state: LogState;
  readonly clock: Clock;
  /** What holds now. */
  settings(): { readonly config: FullConfig; readonly rules: StreamRules };
  /** Stores an entry and gives its revision. */
  append(draft: Draft): number;
}

/** A posting that may be stored, and how. */
interface Accepted {
  readonly posting: Posting;
  readonly judged: JudgedPosting;
}

/** The ways into a log: what our own callers mean, and what foreign writers send, one by one or several as one. */
export class Intake {
  readonly #log: IntakeLog;
  readonly #ids = new MessageIds();

  constructor(log: IntakeLog) {
    this.#log = log;
  }

  /** Stores what a caller means, and gives its revision. */
  write(write: Write): number {
    const { name: bucket, state, clock } = this.#log;
    const { key, operation } = write;
    const room = { bucket, config: this.#log.settings().config, bytes: state.bytes };
    const { headers, ttlMs } = admit(write, state.keys.get(key), room);
    const createdMs = clock.nowMs();
    const revision = this.#log.append({
      key,
      operation,
      reason: undefined,
      bytes: copyBytes(write.bytes),
      headers,
      ttlMs,
      createdMs,
      isRollup: operation === "PURGE",
    });
    this.#ids.add("", revision, createdMs);
    return revision;
  }

  /** Stores one message, unless it repeats another one. */
  post(posting: Posting): Posted {
    const accepted = this.#accept(posting);
    const { repeats } = accepted.judged;
    if (repeats !== undefined) return { revision: repeats, isDuplicate: true };
    return { revision: this.#store(accepted), isDuplicate: false };
  }

  /** Stores all messages or none, and gives the revision of the last. */
  postAll(postings: readonly Posting[]): Posted {
    const batch: BatchSoFar = { keys: new Set(), messageIds: new Set(), count: 0, bytes: 0 };
    const accepted = postings.map((posting) => this.#acceptBatched(posting, batch));
    let revision = this.#log.state.lastRevision;
    for (const one of accepted) revision = this.#store(one);
    return { revision, isDuplicate: false };
  }

  /** Stores an entry of another log with its own revision and time. */
  copy(stored: Stored): void {
    const { state } = this.#log;
    if (stored.revision <= state.lastRevision) return;
    state.skipTo(stored.revision - 1);
    const { operation, reason, bytes, headers, ttlMs, createdMs } = stored;
    const isRollup = headerIn(headers, "Nats-Rollup") !== undefined;
    const { key } = stored.log;
    this.#log.append({ key, operation, reason, bytes, headers, ttlMs, createdMs, isRollup });
  }

  /** Stores what another log has accepted. */
  adopt(posting: Posting): void {
    const header = headersIn(posting);
    const rollup = rollupIn(header, { ...this.#log.settings().rules, allowsRollup: true });
    const judged = { ttlMs: ttlIn(header).ms, rollup, messageId: "", repeats: undefined };
    this.#store({ posting: this.#raised(posting, judged), judged });
  }

  #accept(posting: Posting): Accepted {
    const { name: bucket, state } = this.#log;
    const { config } = this.#log.settings();
    const judged = judgePosting(posting, this.#place());
    if (judged.repeats !== undefined) return { posting, judged };
    const { key } = posting;
    const raised = this.#raised(posting, judged);
    const sizes = { key, headerBytes: raised.headers.length, length: posting.bytes.length };
    checkRoom(sizes, state.keys.get(key), { bucket, config, bytes: state.bytes });
    return { posting: raised, judged };
  }

  /** What an entry of a batch makes its key drop is no room yet. */
  #acceptBatched(posting: Posting, batch: BatchSoFar): Accepted {
    const { name: bucket, state } = this.#log;
    const { config } = this.#log.settings();
    const judged = judgeBatched(posting, this.#place(), batch);
    const { key, headers, bytes } = posting;
    const sizes = { key, headerBytes: headers.length, length: bytes.length };
    checkRoom(sizes, undefined, { bucket, config, bytes: state.bytes + batch.bytes });
    batch.keys.add(key);
    if (judged.messageId !== "") batch.messageIds.add(judged.messageId);
    batch.count += 1;
    batch.bytes += this.#sizeOf(posting);
    return { posting: this.#raised(posting, judged), judged };
  }

  #sizeOf({ key, headers, bytes }: Posting): number {
    const { storage } = this.#log.settings().config;
    return storedBytes(storage, {
      subjectBytes: subjectBytes(this.#log.name, textBytes(key)),
      headerBytes: headers.length,
      length: bytes.length,
    });
  }

  #place(): PostingPlace {
    const { name: bucket, state, clock } = this.#log;
    const { config, rules } = this.#log.settings();
    return {
      bucket,
      config,
      rules,
      lastRevision: state.lastRevision,
      lastMessageId: this.#ids.last,
      last: (key) => this.#last(key),
      revisionOf: (id) => this.#ids.revisionOf(id, clock.nowMs(), rules.duplicatesMs),
    };
  }

  /** With history a short time to live is raised to that of limit markers, and the header says so (R11.4). */
  #raised(posting: Posting, { ttlMs }: JudgedPosting): Posting {
    const { config } = this.#log.settings();
    if (ttlMs === undefined || ttlMs === effectiveTtlMs(ttlMs, config)) return posting;
    const raised = raisedTtl(effectiveTtlMs(ttlMs, config));
    return { ...posting, headers: withHeader(posting.headers, "Nats-TTL", raised) };
  }

  #store({ posting, judged }: Accepted): number {
    const { key, headers } = posting;
    const { state, clock } = this.#log;
    const { config } = this.#log.settings();
    const { rollup, messageId, ttlMs } = judged;
    const createdMs = clock.nowMs();
    const revision = this.#log.append({
      key,
      ...(headers === "" ? PUT : operationOf((name) => headerIn(headers, name) ?? "")),
      bytes: copyBytes(posting.bytes),
      headers,
      ttlMs: ttlMs === undefined ? undefined : effectiveTtlMs(ttlMs, config),
      createdMs,
      isRollup: rollup !== "none" && isLiteral(key),
    });
    this.#ids.add(messageId, revision, createdMs);
    // A key that looks like a filter takes the place of all that it matches.
    if (rollup === "all") purge(state, { keep: 1 });
    else if (rollup === "key" && !isLiteral(key)) purge(state, { filter: key, keep: 1 });
    return revision;
  }

  #last(key: string): Stored | undefined {
    const { state } = this.#log;
    if (isLiteral(key)) return state.keys.get(key)?.last;
    return readLog(state, { filters: [key], start: "last" }).at(-1);
  }
}

const PUT = { operation: "PUT", reason: undefined } as const;
