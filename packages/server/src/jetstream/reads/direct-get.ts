import type { Stored } from "@revkv/core/engine";
import type { Routes } from "../consumers/delivery-mode.ts";
import { hasWildcard } from "@revkv/transport-nats/mapping";
import { statusBlock } from "../../routing/headers.ts";
import { NOTHING, type Message } from "../../routing/message.ts";
import { isLevelMet, type Publisher } from "../api/api.ts";
import { parseLeniently } from "../api/requests.ts";
import type { Stream } from "../streams/stream.ts";
import type { Streams } from "../streams/streams.ts";
import { endHeaders, messageHeaders, type Position } from "./direct-answers.ts";
import { getRequest, isContradictory, type GetRequest } from "./get-request.ts";
import { MessageLog, type FoundMessage } from "./message-log.ts";

/** What every subject of a direct get begins with. */
export const DIRECT_PREFIX = "$JS.API.DIRECT.GET.";

/** The most subjects that one request gets the last message of. */
const MOST_RESULTS = 1_024;
/** A server has no such limit; each of them is looked for among all subjects. */
const MOST_WILDCARDS = 1_000;

/** What direct gets need of the server. */
export interface DirectGetPlan {
  readonly streams: Streams;
  readonly publisher: Publisher & Pick<Routes, "backlogBytes">;
  /** What may wait at a client, which is as much as it is sent when it does not say how much it wants. */
  readonly maxPendingBytes: number;
}

/** Gives stored messages as they are, with where they stand in their headers. */
export class DirectGet {
  readonly #plan: DirectGetPlan;

  constructor(plan: DirectGetPlan) {
    this.#plan = plan;
  }

  /** Answers a direct get; false where nobody does: no such stream, or one that is not read directly. */
  take(message: Message): boolean {
    const path = message.subject.slice(DIRECT_PREFIX.length);
    const dot = path.indexOf(".");
    const stream = this.#readable(dot < 0 ? path : path.slice(0, dot));
    if (stream === undefined) return false;
    if (message.reply !== "") {
      const run = new Run(stream, message.reply, this.#plan);
      run.answer(message, dot < 0 ? "" : path.slice(dot + 1));
    }
    return true;
  }

  /** The stream itself; where it is not read directly, a mirror of it that is. */
  #readable(name: string): Stream | undefined {
    const { streams } = this.#plan;
    const stream = streams.find(name);
    if (stream?.settings.allow_direct === true) return stream;
    const isMirror = ({ settings: { mirror, mirror_direct } }: Stream): boolean =>
      mirror_direct && mirror?.name === name && mirror.external === undefined;
    return streams.all().find(isMirror);
  }
}

/** One request and its answers. */
class Run {
  readonly #name: string;
  readonly #log: MessageLog;
  readonly #reply: string;
  readonly #plan: DirectGetPlan;

  constructor(stream: Stream, reply: string, plan: DirectGetPlan) {
    this.#name = stream.settings.name;
    this.#log = new MessageLog(stream);
    this.#reply = reply;
    this.#plan = plan;
  }

  /** @param subject - What stands behind the stream; its last message is asked for. */
  answer({ headers, payload }: Message, subject: string): void {
    if (!isLevelMet(headers)) return this.#status("412 Required Api Level");
    if (payload.length === 0 && subject === "") return this.#status("408 Empty Request");
    const isBare = payload.length === 0;
    const request = isBare ? {} : parseLeniently(payload, getRequest);
    if (request === undefined) return this.#status("408 Malformed Request");
    const problem = subject === "" ? problemOf(request) : problemBeside(request);
    if (problem !== undefined) return this.#status(problem);
    if (subject !== "") return this.#single({ ...request, last_by_subj: subject });
    if ((request.multi_last ?? []).length > 0) return this.#lastOfEach(request);
    if ((request.batch ?? 0) !== 0) return this.#batch(request);
    this.#single(request);
  }

  #single(request: GetRequest): void {
    const seq = this.#start(request);
    const { next_by_subj: next = "", last_by_subj: last = "", no_hdr } = request;
    const found = next === "" ? this.#one(seq, last) : this.#log.next(seq, next);
    if (found === undefined) return this.#status("404 Message Not Found");
    this.#send(no_hdr === true ? "" : messageHeaders(this.#name, found), found.bytes);
  }

  #one(seq: number, last: string): FoundMessage | undefined {
    return seq > 0 ? this.#log.at(seq) : this.#log.last(last);
  }

  /** Messages in a row, and a word at the end. */
  #batch(request: GetRequest): void {
    const { batch = 0, next_by_subj: filter = "", no_hdr } = request;
    const entries = this.#log.from(this.#start(request), filter);
    const wanted = entries.slice(0, Math.max(0, batch));
    if (wanted.length === 0 && batch > 0) return this.#status("404 Message Not Found");
    // Without headers nothing is counted down.
    const isCounted = no_hdr !== true;
    const sent = this.#sendSome(wanted, request, (message, last, at) =>
      isCounted
        ? messageHeaders(this.#name, message, { pending: entries.length - at - 1, last })
        : "",
    );
    const pending = isCounted ? entries.length - sent : entries.length;
    this.#send(endHeaders({ pending, last: wanted[sent - 1]?.revision ?? 0 }), NOTHING);
  }

  /** The last message of each subject, as of one moment. */
  #lastOfEach(request: GetRequest): void {
    const { multi_last = [], seq = 0, batch = 0 } = request;
    const filters = [...new Set(multi_last)];
    if (filters.filter(hasWildcard).length > MOST_WILDCARDS) return this.#status("408 Bad Request");
    const upTo = this.#upTo(request);
    if (upTo === undefined) return this.#status("404 No Results");
    const entries = this.#log.lastOfEach(filters, upTo);
    if (entries.length > MOST_RESULTS) return this.#status("413 Too Many Results");
    if (entries.length === 0) return this.#status("404 No Results");
    const rest = entries.filter((stored) => stored.revision >= seq);
    const wanted = batch > 0 ? rest.slice(0, batch) : rest;
    const sent = this.#sendSome(wanted, request, (message, last, at) =>
      messageHeaders(this.#name, message, { pending: rest.length - at - 1, last }),
    );
    const end: Position = { pending: rest.length - sent, last: wanted[sent - 1]?.revision ?? 0 };
    this.#send(endHeaders(end, upTo), NOTHING);
  }

  /**
   * Sends messages until they are as many bytes as were asked for, or as may wait at the client, and tells how many
   * went: the client can ask for the rest.
   */
  #sendSome(
    entries: readonly Stored[],
    { max_bytes }: GetRequest,
    headersOf: (message: FoundMessage, last: number, at: number) => string,
  ): number {
    const { publisher, maxPendingBytes } = this.#plan;
    const most = max_bytes === undefined || max_bytes === 0 ? maxPendingBytes : max_bytes;
    const room = (maxPendingBytes / 8) * 7;
    let [bytes, last, sent] = [0, 0, 0];
    for (const [at, stored] of entries.entries()) {
      const message = this.#log.message(stored);
      this.#send(headersOf(message, last, at), message.bytes);
      sent += 1;
      last = message.seq;
      bytes += message.subject.length + message.headers.length + message.bytes.length;
      if (bytes >= most || publisher.backlogBytes(this.#reply) > room) break;
    }
    return sent;
  }

  #start({ seq = 0, start_time }: GetRequest): number {
    return start_time === undefined ? seq : this.#log.sequenceAt(start_time);
  }

  /** Up to which sequence is looked; undefined where that is before everything. */
  #upTo({ up_to_seq = 0, up_to_time }: GetRequest): number | undefined {
    const { first, last } = this.#log.bounds();
    if (up_to_time === undefined) return up_to_seq === 0 ? last : up_to_seq;
    const next = this.#log.sequenceAt(up_to_time);
    return next <= first ? undefined : next - 1;
  }

  #status(status: string): void {
    this.#send(statusBlock(status), NOTHING);
  }

  #send(headers: string, payload: Uint8Array): void {
    this.#plan.publisher.publish({ subject: this.#reply, reply: "", headers, payload });
  }
}

/** Why a request for messages cannot be answered; undefined where it can. */
function problemOf(request: GetRequest): string | undefined {
  const { seq = 0, last_by_subj: last = "", next_by_subj: next = "", batch = 0 } = request;
  const { multi_last: multi = [], start_time, up_to_seq: upTo = 0, up_to_time } = request;
  const hasMulti = multi.length > 0;
  const isEmpty = seq === 0 && last === "" && next === "" && !hasMulti && start_time === undefined;
  if (isEmpty) return "408 Empty Request";
  const isBad =
    isContradictory(request) ||
    (last !== "" && (batch > 0 || hasMulti)) ||
    (next !== "" && hasMulti) ||
    (upTo > 0 && up_to_time !== undefined);
  return isBad ? "408 Bad Request" : undefined;
}

/** The same where the subject says already what is asked for. */
function problemBeside(request: GetRequest): string | undefined {
  const { max_bytes: _bytes, no_hdr: _bare, multi_last: multi = [], ...others } = request;
  const isPlain = Object.values(others).every((value) => value === 0 || value === "");
  const hasTime = request.start_time !== undefined || request.up_to_time !== undefined;
  return isPlain && multi.length === 0 && !hasTime ? undefined : "408 Bad Request";
}
