import type { KvConfig } from "@revkv/core/words";
import type { StreamRules } from "@revkv/core/engine";
import { bucketOf, subjectPrefix, toKvConfig } from "@revkv/transport-nats/mapping";
import type { StreamDraft } from "./draft.ts";
import { invalid } from "./refuse.ts";
import type { OriginSettings, StreamSettings } from "./settings.ts";

const NS_PER_MS = 1_000_000;

/**
 * Refuses a stream that is no bucket, and a bucket with what no bucket has: the engine serves nothing else.
 *
 * @throws Settings that are invalid, with what is not served.
 */
export function checkBucket(draft: StreamDraft): void {
  const problem = strangeness(draft);
  if (problem !== undefined) invalid(`only key-value buckets are served: ${problem}`);
}

function strangeness(draft: StreamDraft): string | undefined {
  const bucket = bucketOf(draft.name);
  if (bucket === undefined) return "the name of a bucket's stream is KV_ and the bucket's";
  const subject = `${subjectPrefix(bucket)}>`;
  const isOwn = draft.subjects.length === 1 && draft.subjects[0] === subject;
  const isCopy = draft.subjects.length === 0 && draft.sources.length + (draft.mirror ? 1 : 0) > 0;
  if (!isOwn && !isCopy) return `the subject of this one is ${subject}`;
  return strangeOrigin(bucket, draft) ?? strangeSetting(draft);
}

function strangeSetting(draft: StreamDraft): string | undefined {
  if (draft.retention !== "limits") return "retention is by limits";
  if (draft.max_msgs !== -1) return "there is no max_msgs";
  if (draft.discard === "old" && draft.max_bytes !== -1) return "max_bytes discards new entries";
  const flags = [
    "no_ack",
    "sealed",
    "discard_new_per_subject",
    "allow_msg_counter",
    "allow_msg_schedules",
    "allow_batched",
    "first_seq",
    "subject_transform",
  ] as const;
  const flag = flags.find(
    (name) => draft[name] !== undefined && draft[name] !== false && draft[name] !== 0,
  );
  return flag === undefined ? undefined : `there is no ${flag}`;
}

function strangeOrigin(
  bucket: string,
  { mirror, sources, subjects }: StreamDraft,
): string | undefined {
  const isForeign = subjects.length === 0;
  if (mirror !== undefined) {
    if (mirror.filter_subject !== undefined || mirror.subject_transforms !== undefined) {
      return "a mirror copies all of its origin";
    }
  }
  for (const origin of [mirror, ...sources].filter((one) => one !== undefined)) {
    if (bucketOf(origin.name) === undefined) return `${origin.name} is no bucket`;
    if (origin.opt_start_seq !== undefined || origin.opt_start_time !== undefined) {
      return "an origin is copied from its beginning";
    }
  }
  const isStrange = sources.some(
    (source) =>
      source !== undefined && !(isForeign ? isWhole(source) : isPlainSource(bucket, source)),
  );
  if (!isStrange) return undefined;
  return isForeign
    ? "without subjects of its own it has those of its sources"
    : "a source is transformed to the bucket's own subjects";
}

/** Whether the entries of a source keep their subjects. */
function isWhole({ filter_subject, subject_transforms = [] }: OriginSettings): boolean {
  return filter_subject === undefined && subject_transforms.length === 0;
}

/** Whether the entries of a source become keys of the bucket. */
function isPlainSource(
  bucket: string,
  { name, external, filter_subject, subject_transforms = [] }: OriginSettings,
): boolean {
  // A namesake in another domain has the same subjects.
  if (external !== undefined && subject_transforms.length === 0) return true;
  const [only, ...others] = subject_transforms;
  if (only === undefined || others.length > 0 || filter_subject !== undefined) return false;
  const from = subjectPrefix(bucketOf(name) ?? name);
  const into = subjectPrefix(bucket);
  const isOwn = only.src.startsWith(from) && only.dest.startsWith(into);
  return isOwn && placesOf(only.dest.slice(into.length)) === only.src.slice(from.length);
}

/** What a target stands for, as a filter. */
function placesOf(dest: string): string {
  let place = 0;
  const next = (): string => `{{wildcard(${(place += 1)})}}`;
  let wanted = next();
  const tokens = dest.split(".").map((token) => {
    if (token !== wanted) return token;
    wanted = next();
    return "*";
  });
  return tokens.join(".");
}

/** The settings of the bucket that a stream is. */
export function kvConfigOf(settings: StreamSettings): KvConfig {
  const history = settings.max_msgs_per_subject;
  const subjects = [`${subjectPrefix(bucketOf(settings.name) ?? "")}>`];
  // Any history will do for a server, and a copy need not have subjects of its own.
  const plain = { ...settings, max_msgs_per_subject: Math.max(1, history), subjects };
  return { ...toKvConfig(plain as Parameters<typeof toKvConfig>[0]), history };
}

/** What a stream says of its messages beyond the settings of its bucket. */
export function rulesOf(settings: StreamSettings): StreamRules {
  return {
    stream: settings.name,
    takesMessages: (settings.subjects ?? []).length > 0,
    allowsTtl: settings.allow_msg_ttl,
    allowsRollup: settings.allow_rollup_hdrs,
    allowsBatches: settings.allow_atomic === true,
    duplicatesMs: (settings.duplicate_window ?? 0) / NS_PER_MS,
  };
}

/**
 * What the subjects of a stream's entries begin with: those of its origin for a mirror, and nothing at all where
 * they come from several origins as they are.
 */
export function prefixOf({
  name,
  mirror,
  subjects = [],
}: Pick<StreamSettings, "name" | "mirror" | "subjects">): string {
  if (mirror === undefined && subjects.length === 0) return "";
  const stream = mirror?.name ?? name;
  return subjectPrefix(bucketOf(stream) ?? stream);
}
