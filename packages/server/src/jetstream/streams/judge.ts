import { defaultDuplicatesMs } from "@revkv/core/words";
import { isSubject, subjectsCollide } from "@revkv/transport-nats/mapping";
import {
  LARGEST_METADATA,
  LONGEST_DESCRIPTION,
  LONGEST_NAME,
  metadataBytes,
} from "../api/limits.ts";
import { isAssetName } from "./asset-name.ts";
import { checkBucket } from "./bucket-stream.ts";
import { draftOf, settingsOf, type StreamDraft } from "./draft.ts";
import { checkOrigins, type KnownStreams } from "./origins.ts";
import { invalid, refuse } from "./refuse.ts";
import type { StreamRequest, StreamSettings } from "./settings.ts";
import { subjectMapper } from "./subject-mapper.ts";

const LONGEST_LIST = 500;
const MOST_REPLICAS = 5;
const NS_PER_MS = 1_000_000;
const NS_PER_S = 1_000 * NS_PER_MS;
const LEAST_TIME = 100 * NS_PER_MS;
const LONGEST_DEFAULT_WINDOW = defaultDuplicatesMs(undefined) * NS_PER_MS;

/**
 * Judges what is asked of a stream in the order of a server, and fills in what is left out as it does; then
 * whether the stream is a bucket, since others are not served.
 *
 * @throws What the server answers.
 */
export function judgeStream(request: StreamRequest, known: KnownStreams): StreamSettings {
  const draft = draftOf(request);
  checkTexts(draft);
  checkLists(draft);
  fillLimits(draft);
  checkTimes(draft);
  checkFlags(draft);
  checkOrigins(draft, known);
  checkSubjects(draft);
  checkRepublish(draft);
  checkPlacement(draft);
  checkBucket(draft);
  return settingsOf(draft);
}

function checkTexts({ name, description, metadata }: StreamDraft): void {
  if (!isAssetName(name)) {
    invalid("stream name is required and can not contain '.', '*', '>', '\\', '/'");
  }
  if (Buffer.byteLength(name) > LONGEST_NAME) {
    invalid(`stream name is too long, maximum allowed is ${LONGEST_NAME}`);
  }
  if (Buffer.byteLength(description) > LONGEST_DESCRIPTION) {
    invalid(`stream description is too long, maximum allowed is ${LONGEST_DESCRIPTION}`);
  }
  if (metadataBytes(metadata) > LARGEST_METADATA) {
    invalid(`stream metadata exceeds maximum size of ${LARGEST_METADATA} bytes`);
  }
}

/** A server has no such limit; each of these is compared with all others, and no bucket has so many. */
function checkLists({ subjects, mirror, sources }: StreamDraft): void {
  const transforms = [mirror, ...sources].map((origin) => origin?.subject_transforms ?? []);
  const isLong = [subjects, ...transforms].some((list) => list.length > LONGEST_LIST);
  if (isLong) invalid(`more than ${LONGEST_LIST} subjects, or transforms of an origin`);
}

const LIMITS = [
  "max_msgs",
  "max_msgs_per_subject",
  "max_bytes",
  "max_msg_size",
  "max_consumers",
] as const;

function fillLimits(draft: StreamDraft): void {
  if (draft.num_replicas === 0) draft.num_replicas = 1;
  if (draft.num_replicas > MOST_REPLICAS) invalid(`maximum replicas is ${MOST_REPLICAS}`);
  if (draft.num_replicas < 0) refuse("negativeReplicas");
  for (const name of LIMITS) {
    if (draft[name] < -1) pedantic(draft, `${name} must be set to -1`);
    if (draft[name] === 0 || draft[name] < -1) draft[name] = -1;
  }
}

function checkTimes(draft: StreamDraft): void {
  const { max_age: age } = draft;
  if (age < 0) invalid("max age can not be negative");
  if (age !== 0 && age < LEAST_TIME) invalid("max age needs to be >= 100ms");
  const isOriginal = draft.mirror === undefined && draft.sources.length === 0;
  if (draft.duplicate_window === 0 && isOriginal) {
    const isShort = age !== 0 && age < LONGEST_DEFAULT_WINDOW;
    if (isShort) pedantic(draft, "duplicate window cannot be bigger than max age");
    draft.duplicate_window = isShort ? age : LONGEST_DEFAULT_WINDOW;
  }
  const { duplicate_window: window } = draft;
  if (window < 0) invalid("duplicates window can not be negative");
  if (age !== 0 && window > age) invalid("duplicates window can not be larger then max age");
  if (window > 0 && window < LEAST_TIME) invalid("duplicates window needs to be >= 100ms");
}

function checkFlags(draft: StreamDraft): void {
  if (draft.deny_purge && draft.allow_rollup_hdrs) {
    invalid("roll-ups require the purge permission");
  }
  checkCounter(draft);
  if (draft.discard_new_per_subject) {
    if (draft.discard !== "new") {
      invalid("discard new per subject requires discard new policy to be set");
    }
    if (draft.max_msgs_per_subject <= 0) {
      invalid("discard new per subject requires max msgs per subject > 0");
    }
  }
  checkMarkers(draft);
  if (draft.allow_msg_schedules) {
    if (draft.discard === "new") invalid("message scheduling cannot use discard new");
    allowRollups(draft, "message scheduling");
  }
  if (draft.persist_mode === "async") {
    if (draft.storage !== "file") invalid("async persist mode is only supported on file storage");
    if (draft.num_replicas > 1) {
      invalid("async persist mode is not supported on replicated streams");
    }
    if (draft.allow_atomic) {
      invalid("async persist mode is not supported with atomic batch publish");
    }
  }
}

function checkCounter(draft: StreamDraft): void {
  if (!draft.allow_msg_counter) return;
  if (draft.discard === "new") invalid("counter stream cannot use discard new");
  if (draft.allow_msg_ttl) invalid("counter stream cannot use message TTLs");
  if (draft.allow_msg_schedules) invalid("counter stream cannot use message schedules");
  if (draft.retention !== "limits") invalid("counter stream can only use limits retention");
}

function checkMarkers(draft: StreamDraft): void {
  const { subject_delete_marker_ttl: ttl } = draft;
  if (ttl < 0) invalid("subject delete marker TTL must not be negative");
  if (ttl === 0) return;
  if (ttl < NS_PER_S) invalid("subject delete marker TTL must be at least 1 second");
  if (!draft.allow_msg_ttl) {
    if (draft.isPedantic) {
      invalid("subject delete marker cannot be set if message TTLs are disabled");
    }
    draft.allow_msg_ttl = true;
  }
  allowRollups(draft, "subject delete marker");
}

function allowRollups(draft: StreamDraft, forWhat: string): void {
  if (draft.allow_rollup_hdrs) return;
  if (draft.isPedantic) invalid(`${forWhat} cannot be set if roll-ups are disabled`);
  draft.allow_rollup_hdrs = true;
  draft.deny_purge = false;
}

function checkSubjects(draft: StreamDraft): void {
  const { subjects } = draft;
  const isOriginal = draft.mirror === undefined && draft.sources.length === 0;
  if (subjects.length === 0 && isOriginal) draft.subjects = [draft.name];
  for (const [at, subject] of subjects.entries()) {
    if (!isSubject(subject)) invalid("invalid subject");
    if (subjects.indexOf(subject) < at) invalid("duplicate subjects detected");
    checkReserved(subject, draft);
    for (const other of subjects.slice(at + 1)) {
      if (subjectsCollide(other, subject)) {
        invalid(`subject ${JSON.stringify(subject)} overlaps with ${JSON.stringify(other)}`);
      }
    }
  }
}

/** Subjects of the server's own. */
function checkReserved(subject: string, { no_ack, num_replicas }: StreamDraft): void {
  if (subject === ">") {
    if (!no_ack) invalid("capturing all subjects requires no-ack to be true");
    if (num_replicas !== 1) invalid("capturing all subjects requires replicas of 1");
  }
  if (no_ack) return;
  const isApi = ["$JS.>", "$JSC.>", "$NRG.>"].some((one) => subjectsCollide(subject, one));
  if (isApi && !subject.startsWith("$JS.EVENT.")) {
    invalid("subjects that overlap with jetstream api require no-ack to be true");
  }
  if (subjectsCollide(subject, "$SYS.>") && !subject.startsWith("$SYS.ACCOUNT.")) {
    invalid("subjects that overlap with system api require no-ack to be true");
  }
}

function checkRepublish(draft: StreamDraft): void {
  const { republish } = draft;
  if (republish === undefined) return;
  if (republish.src === "") pedantic(draft, "republish source can not be empty");
  const { src, dest } = { ...republish, src: republish.src || ">" };
  draft.republish = { ...republish, src };
  if (draft.subjects.some((subject) => subjectsCollide(dest, subject))) {
    invalid("stream configuration for republish destination forms a cycle");
  }
  if (dest !== "" && subjectMapper(src, dest) === undefined) {
    invalid(
      `stream configuration for republish with transform from '${src}' to '${dest}' not valid`,
    );
  }
}

function checkPlacement(draft: StreamDraft): void {
  const { placement } = draft;
  if (placement !== undefined && Object.keys(placement).length === 0) draft.placement = undefined;
  if (placement?.preferred !== undefined) {
    invalid("preferred server not permitted in placement");
  }
}

/** Who asks to be told gets no silent correction. */
function pedantic({ isPedantic }: StreamDraft, problem: string): void {
  if (isPedantic) refuse("pedantic", `pedantic mode: ${problem}`);
}
