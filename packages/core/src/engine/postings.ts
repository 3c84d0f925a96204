import { headerIn, withHeader } from "../words/header-block.ts";
import { isLiteral } from "../words/filter.ts";
import type { Posted, Posting } from "../words/posting.ts";
import { operationOf } from "../words/stored-operation.ts";
import { raisedTtl } from "../words/stored-size.ts";
import { effectiveTtlMs } from "../words/ttl.ts";
import { bucketFull, checkRoom } from "./admission.ts";
import { extrasOf, kindOf, LIMIT_MARKER, PUT } from "./entry-kinds.ts";
import type { LogCore } from "./log-core.ts";
import { readLog } from "./log-read.ts";
import { MessageIds } from "./message-ids.ts";
import { headersIn, rollupIn, ttlIn } from "./posting-checks.ts";
import { judgeBatched, judgePosting } from "./posting-judge.ts";
import type { BatchSoFar, JudgedPosting, PostingPlace } from "./posting-place.ts";
import { purge } from "./purge.ts";
import type { Stored } from "./stored.ts";
import type { StreamRules } from "./stream-rules.ts";

/** A posting that may be stored, and how. */
interface Accepted {
  readonly posting: Posting;
  readonly judged: JudgedPosting;
}

/** What foreign writers send into a log, one by one or several as one. */
export class Postings {
  readonly #core: LogCore;
  readonly #rules: () => StreamRules;
  readonly #ids = new MessageIds();
  readonly #place: PostingPlace;

  /** @param rules - What the bucket's stream says of its messages now. */
  constructor(core: LogCore, rules: () => StreamRules) {
    this.#core = core;
    this.#rules = rules;
    this.#place = placeIn(core, rules, this.#ids);
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
    let revision = this.#core.state.lastRevision;
    for (const one of accepted) revision = this.#store(one);
    return { revision, isDuplicate: false };
  }

  /** Stores an entry of another log with its own revision and time. */
  copy(stored: Stored): void {
    const { state } = this.#core;
    if (stored.revision <= state.lastRevision) return;
    state.skipTo(stored.revision - 1);
    const { key, operation, reason, bytes, headers, ttlMs, createdMs } = stored;
    const kind = kindOf(operation, reason);
    const isRollup = headerIn(headers, "Nats-Rollup") !== undefined;
    const extras = extrasOf(kind, headers, ttlMs);
    this.#core.append({ key, kind, bytes, extras, createdMs, isRollup });
  }

  /** Stores what another log has accepted. */
  adopt(posting: Posting): void {
    const header = headersIn(posting);
    const rollup = rollupIn(header, { ...this.#rules(), allowsRollup: true });
    const judged = { ttlMs: ttlIn(header).ms, rollup, messageId: "", repeats: undefined };
    this.#store({ posting: this.#raised(posting, judged), judged });
  }

  /** An entry has been stored, by whatever way: it has no id unless a message says so. */
  came(row: number): void {
    if (this.#core.state.rows.kind(row) !== LIMIT_MARKER) this.#ids.forgetLast();
  }

  #accept(posting: Posting): Accepted {
    const judged = judgePosting(posting, this.#place);
    if (judged.repeats !== undefined) return { posting, judged };
    const { key, bytes } = posting;
    const raised = this.#raised(posting, judged);
    checkRoom(key, { headerBytes: raised.headers.length, length: bytes.length }, this.#core);
    return { posting: raised, judged };
  }

  /** What an entry of a batch makes its key drop is no room yet. */
  #acceptBatched(posting: Posting, batch: BatchSoFar): Accepted {
    const { name, config, sizes, state } = this.#core;
    const judged = judgeBatched(posting, this.#place, batch);
    const { key, headers } = posting;
    const size = sizes.for(key, { headerBytes: headers.length, length: posting.bytes.length });
    const { maxBytes = Infinity } = config;
    const bytes = state.bytes + batch.bytes;
    if (bytes + size > maxBytes) throw bucketFull(name, { size, maxBytes, bytes });
    batch.keys.add(key);
    if (judged.messageId !== "") batch.messageIds.add(judged.messageId);
    batch.count += 1;
    batch.bytes += size;
    return { posting: this.#raised(posting, judged), judged };
  }

  /** With history a short time to live is raised to that of limit markers, and the header says so (R11.4). */
  #raised(posting: Posting, { ttlMs }: JudgedPosting): Posting {
    const { config } = this.#core;
    if (ttlMs === undefined || ttlMs === effectiveTtlMs(ttlMs, config)) return posting;
    const raised = raisedTtl(effectiveTtlMs(ttlMs, config));
    return { ...posting, headers: withHeader(posting.headers, "Nats-TTL", raised) };
  }

  #store({ posting, judged }: Accepted): number {
    const { key, headers, bytes } = posting;
    const { clock, config, state } = this.#core;
    const { rollup, messageId } = judged;
    const createdMs = clock.nowMs();
    const ttlMs = judged.ttlMs === undefined ? undefined : effectiveTtlMs(judged.ttlMs, config);
    const kind = headers === "" ? PUT : kindIn(headers);
    const isRollup = rollup !== "none" && isLiteral(key);
    const extras = extrasOf(kind, headers, ttlMs);
    const revision = this.#core.append({ key, kind, bytes, extras, createdMs, isRollup });
    this.#ids.add(messageId, revision, createdMs);
    // A key that looks like a filter takes the place of all that it matches.
    if (rollup === "all") purge(state, { keep: 1 });
    else if (rollup === "key" && !isLiteral(key)) purge(state, { filter: key, keep: 1 });
    return revision;
  }
}

function kindIn(headers: string): number {
  const { operation, reason } = operationOf((name) => headerIn(headers, name) ?? "");
  return kindOf(operation, reason);
}

/** What a message is judged against, as it is whenever it is looked at. */
function placeIn(core: LogCore, rules: () => StreamRules, ids: MessageIds): PostingPlace {
  const { name: bucket, clock, state } = core;
  return {
    bucket,
    get config() {
      return core.config;
    },
    get rules() {
      return rules();
    },
    get lastRevision() {
      return state.lastRevision;
    },
    get lastMessageId() {
      return ids.last;
    },
    last(key) {
      if (isLiteral(key)) return state.last(key);
      const row = readLog(state, { filters: [key], start: "last" }).at(-1);
      return row === undefined ? undefined : state.stored(row);
    },
    revisionOf: (id) => ids.revisionOf(id, clock.nowMs(), rules().duplicatesMs),
  };
}
