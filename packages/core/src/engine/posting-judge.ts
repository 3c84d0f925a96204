import type { Posting } from "../words/posting.ts";
import {
  checkCounter,
  checkKey,
  checkSchedule,
  checkSize,
  checkSource,
  checkStream,
  headersIn,
  lastRevisionIn,
  mismatch,
  refusal,
  rollupIn,
  ttlDisabled,
  ttlIn,
  ttlInvalid,
  type Header,
} from "./posting-checks.ts";
import type { BatchSoFar, JudgedPosting, PostingPlace } from "./posting-place.ts";

const PLAIN: JudgedPosting = {
  ttlMs: undefined,
  rollup: "none",
  messageId: "",
  repeats: undefined,
};
const LAST_ID = "Nats-Expected-Last-Msg-Id";

/**
 * Judges one message by its headers in the server's order (R4.6); room comes last and elsewhere.
 *
 * @throws `VALUE_TOO_LARGE`, `TTL_NOT_ENABLED`, `REVISION_MISMATCH`, `INVALID_TTL`, and `BACKEND` with the code
 * and the words of the server for what only other clients demand.
 */
export function judgePosting(posting: Posting, place: PostingPlace): JudgedPosting {
  checkSize(posting, place.config);
  if (posting.headers === "") return PLAIN;
  const header = headersIn(posting);
  checkCounter(header);
  checkStream(header, place.rules);
  const ttl = ttlIn(header);
  if (ttl.ms !== undefined && !place.rules.allowsTtl) throw ttlDisabled();
  checkKey(posting, header, place);
  checkLast(posting, header, place);
  checkSchedule(header);
  checkSource(header);
  const messageId = header("Nats-Msg-Id");
  const repeats = messageId === "" ? undefined : place.revisionOf(messageId);
  if (repeats !== undefined) return { ...PLAIN, messageId, repeats };
  checkLastId(header, place);
  const rollup = rollupIn(header, place.rules);
  if (!ttl.isLegal) throw ttlInvalid();
  return { ttlMs: ttl.ms, rollup, messageId, repeats };
}

/**
 * Judges one message of a batch, for which the server has another order: what those before it hold is not
 * settled, and nobody may demand anything of it.
 *
 * @throws What {@link judgePosting} throws.
 */
export function judgeBatched(
  posting: Posting,
  place: PostingPlace,
  batch: BatchSoFar,
): JudgedPosting {
  const header = headersIn(posting);
  if (header(LAST_ID) !== "") {
    throw refusal(10177, `atomic publish unsupported header used: ${LAST_ID}`);
  }
  checkCounter(header);
  checkStream(header, place.rules);
  const ttl = ttlIn(header);
  if (!place.rules.allowsTtl && (ttl.ms !== undefined || !ttl.isLegal)) throw ttlDisabled();
  if (!ttl.isLegal) throw ttlInvalid();
  const messageId = newIdIn(header, place, batch);
  checkSource(header);
  checkLastOfBatch(posting, header, place, batch);
  checkKey(posting, header, place, batch.keys);
  checkSchedule(header);
  const rollup = rollupIn(header, place.rules);
  if (rollup === "key" && batch.keys.has(posting.key))
    throw refusal(10111, "batch rollup sub invalid");
  if (rollup === "all" && batch.count > 0) throw refusal(10111, "batch rollup all invalid");
  return { ttlMs: ttl.ms, rollup, messageId, repeats: undefined };
}

/** The guard on the whole bucket. */
function checkLast(posting: Posting, header: Header, place: PostingPlace): void {
  const expected = lastRevisionIn(header);
  const actual = place.lastRevision;
  if (expected !== undefined && expected !== actual) throw mismatch(posting, { expected, actual });
}

function checkLastOfBatch(
  posting: Posting,
  header: Header,
  place: PostingPlace,
  { count }: BatchSoFar,
): void {
  const expected = lastRevisionIn(header);
  if (expected === undefined) return;
  const actual = place.lastRevision + count;
  if (expected !== actual) throw mismatch(posting, { expected, actual });
  if (count > 0) throw mismatch(posting, { expected });
}

function checkLastId(header: Header, { lastMessageId }: PostingPlace): void {
  const demanded = header(LAST_ID);
  if (demanded === "" || demanded === lastMessageId) return;
  throw refusal(10070, `wrong last msg ID: ${lastMessageId}`);
}

function newIdIn(header: Header, place: PostingPlace, { messageIds }: BatchSoFar): string {
  const messageId = header("Nats-Msg-Id");
  const isKnown = messageIds.has(messageId) || place.revisionOf(messageId) !== undefined;
  if (messageId !== "" && isKnown) {
    throw refusal(10201, "atomic publish batch contains duplicate message id");
  }
  return messageId;
}
