import type { LogTotals } from "@revkv/core/engine";
import { keyFilterOf } from "@revkv/transport-nats/mapping";
import type { Operation, Operations } from "../api/api.ts";
import { fieldsOf, flag, int, text, uint64, type Shape } from "../api/shapes.ts";
import { isEmptyRequest, parseOptionalRequest, parseRequest } from "../api/requests.ts";
import { refuse, invalid } from "./refuse.ts";
import { streamRequest } from "./settings.ts";
import { streamInfo, subjectTotals } from "./stream-info.ts";
import type { Stream } from "./stream.ts";
import type { Streams } from "./streams.ts";
import type { Surroundings } from "./surroundings.ts";

/** The most subjects that one info tells of. */
const MOST_SUBJECTS = 100_000;
/** Revisions that are purged before they are given would soon be beyond what a number holds. */
const LARGEST_SEQUENCE = 2 ** 52;
const NO_PAGE = { total: 0, offset: 0, limit: 0 };

interface InfoRequest {
  readonly offset?: number;
  readonly deleted_details?: boolean;
  readonly subjects_filter?: string;
}

const infoRequest: Shape<InfoRequest> = fieldsOf("JSApiStreamInfoRequest", {
  offset: int,
  deleted_details: flag,
  subjects_filter: text,
});

interface PurgeRequest {
  readonly seq?: number;
  readonly filter?: string;
  readonly keep?: number;
}

const purgeRequest: Shape<PurgeRequest> = fieldsOf("JSApiStreamPurgeRequest", {
  seq: uint64,
  filter: text,
  keep: uint64,
});

interface DeleteRequest {
  readonly seq?: number;
  readonly no_erase?: boolean;
}

const deleteRequest: Shape<DeleteRequest> = fieldsOf("JSApiMsgDeleteRequest", {
  seq: uint64,
  no_erase: flag,
});

/** What is done with one stream. */
export function streamOperations(streams: Streams, around: Surroundings): Operations {
  const told = (stream: Stream): object => streamInfo(stream, around, { withServer: true });
  return {
    "STREAM.CREATE.*": operation("create", (name, payload) => ({
      ...told(create(streams, name, payload)),
      did_create: true,
    })),
    "STREAM.UPDATE.*": operation("update", (name, payload) => told(update(streams, name, payload))),
    "STREAM.INFO.*": operation(
      "info",
      (name, payload) => info(streams, name, payload, around),
      NO_PAGE,
    ),
    "STREAM.DELETE.*": operation("delete", (name, payload) => {
      if (!isEmptyRequest(payload)) refuse("notEmpty");
      streams.delete(name);
      return { success: true };
    }),
    "STREAM.PURGE.*": operation("purge", (name, payload) => purge(streams, name, payload), {
      purged: 0,
    }),
    "STREAM.MSG.DELETE.*": operation("msg_delete", (name, payload) =>
      deleteMessage(streams, name, payload),
    ),
  };
}

function operation(
  type: string,
  run: (name: string, payload: Uint8Array) => object,
  blank: object = {},
): Operation {
  return {
    type: `stream_${type}_response`,
    blank,
    run: ({ names: [name = ""], payload }) => run(name, payload),
  };
}

function create(streams: Streams, name: string, payload: Uint8Array): Stream {
  const request = parseRequest(payload, streamRequest);
  if (request.name !== name) refuse("nameMismatch");
  if (/[\\/]/.test(name)) refuse("pathSeparators");
  if (request.sealed === true) invalid("stream configuration for create can not be sealed");
  if (request.mirror_direct === true && request.mirror === undefined) {
    invalid("stream has no mirror but does have mirror direct");
  }
  return streams.create(request);
}

function update(streams: Streams, name: string, payload: Uint8Array): Stream {
  const settings = streams.judge(parseRequest(payload, streamRequest));
  if (settings.name !== name) refuse("nameMismatch");
  return streams.update(settings);
}

function info(streams: Streams, name: string, payload: Uint8Array, around: Surroundings): object {
  const request = parseOptionalRequest(payload, infoRequest);
  const stream = streams.get(name);
  const plan = { withServer: true, withDeleted: request.deleted_details };
  const told = streamInfo(stream, around, plan) as { readonly state: object };
  const { subjects, ...page } = subjectsPage(stream, request);
  const state = subjects === undefined ? told.state : { ...told.state, subjects };
  return { ...page, ...told, state, cluster: { leader: around.serverName } };
}

/** The subjects that are asked for, in their order where they do not fit into one answer. */
function subjectsPage(
  stream: Stream,
  { subjects_filter: filter = "", offset: asked = 0 }: InfoRequest,
): typeof NO_PAGE & { readonly subjects?: object } {
  const totals = filter === "" ? new Map<string, number>() : subjectTotals(stream, filter);
  if (totals.size === 0) return NO_PAGE;
  const offset = Math.max(0, asked);
  const isWhole = offset === 0 && totals.size <= MOST_SUBJECTS;
  const sorted = isWhole ? [...totals] : [...totals].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const subjects = sorted.slice(offset, offset + MOST_SUBJECTS);
  return {
    total: totals.size,
    offset,
    limit: MOST_SUBJECTS,
    ...(subjects.length === 0 ? {} : { subjects: Object.fromEntries(subjects) }),
  };
}

function purge(streams: Streams, name: string, payload: Uint8Array): object {
  const { seq = 0, keep = 0, filter = "" } = parseOptionalRequest(payload, purgeRequest);
  if ((seq > 0 && keep > 0) || seq > LARGEST_SEQUENCE) refuse("badRequest");
  const { log, prefix, settings } = streams.get(name);
  if (settings.deny_purge) refuse("purgeDenied");
  const keyFilter = filter === "" ? ">" : keyFilterOf(prefix, filter);
  if (keyFilter === undefined) return { success: true, purged: 0 };
  // A purge of everything up to a revision still to come skips it; one by subjects does not.
  const isAll = filter === "" || filter === ">";
  const below = isAll ? seq : Math.min(seq, log.lastRevision + 1);
  return { success: true, purged: log.purge({ filter: keyFilter, keep, below }) };
}

function deleteMessage(streams: Streams, name: string, payload: Uint8Array): object {
  if (isEmptyRequest(payload)) refuse("badRequest");
  const { seq = 0 } = parseRequest(payload, deleteRequest);
  const { log, settings } = streams.get(name);
  if (settings.deny_delete) refuse("deleteFailed");
  if (!log.remove(seq)) missing(seq, settings.storage === "file" ? log.totals() : undefined);
  return { success: true };
}

/** What a server says of a sequence that is not there: one that keeps files looks first whether it could be. */
function missing(seq: number, held: LogTotals | undefined): never {
  if (held !== undefined) {
    if (seq > held.lastRevision) refuse("deleteFailed", "stream store EOF");
    if (seq < (held.firstRevision ?? Infinity)) refuse("deleteFailed", "no message found");
  }
  return refuse("noSequence", `sequence ${seq} not found`);
}
