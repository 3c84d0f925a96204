import { isSubject, subjectsCollide } from "@revkv/transport-nats/mapping";
import type { StreamDraft } from "./draft.ts";
import { isAssetName } from "./asset-name.ts";
import { invalid, refuse } from "./refuse.ts";
import type { OriginSettings, StreamSettings } from "./settings.ts";
import { subjectMapper } from "./subject-mapper.ts";

/** The streams that there are. */
export interface KnownStreams {
  /** The settings of a stream; undefined when there is none. */
  find(name: string): StreamSettings | undefined;
}

/** Judges where a stream copies from, in the order of a server. */
export function checkOrigins(draft: StreamDraft, known: KnownStreams): void {
  if (draft.mirror !== undefined) checkMirror(draft, draft.mirror, known);
  checkSources(draft, known);
  checkExternals([draft.mirror, ...draft.sources]);
  checkCycles(draft, known);
}

function checkMirror(draft: StreamDraft, mirror: OriginSettings, known: KnownStreams): void {
  checkMirrorFlags(draft);
  if (mirror.consumer !== undefined) refuse("mirrorConsumer");
  const { filter_subject: filter, subject_transforms: transforms = [] } = mirror;
  if (filter !== undefined && transforms.length > 0) refuse("mirrorFilters");
  if (draft.subject_delete_marker_ttl > 0) invalid("subject delete markers forbidden on mirrors");
  checkTransforms(mirror, "mirror");
  if (mirror.external !== undefined) return;
  if (!isAssetName(mirror.name)) refuse("mirrorName");
  const origin = known.find(mirror.name);
  if (isSmaller(draft, origin)) refuse("mirrorMessageSize");
  if (origin === undefined) return;
  if (draft.isPedantic && draft.mirror_direct !== origin.allow_direct) {
    refuse("pedantic", "pedantic mode: origin stream has direct get set, mirror has it disabled");
  }
  draft.mirror_direct = origin.allow_direct;
}

function checkMirrorFlags(draft: StreamDraft): void {
  if (draft.first_seq > 0) refuse("mirrorWithFirst");
  if (draft.subjects.length > 0) refuse("mirrorWithSubjects");
  if (draft.sources.length > 0) refuse("mirrorWithSources");
  if (draft.allow_msg_counter) refuse("mirrorWithCounters");
  if (draft.allow_atomic) refuse("mirrorWithBatches");
  if (draft.allow_batched) refuse("mirrorWithFastBatches");
  if (draft.allow_msg_schedules) refuse("mirrorWithSchedules");
}

function checkSources(draft: StreamDraft, known: KnownStreams): void {
  if (draft.sources.length > 0 && draft.allow_msg_schedules) refuse("sourceWithSchedules");
  const seen = new Set<string>();
  for (const source of draft.sources) {
    if (source === undefined || !isAssetName(source.name)) return refuse("sourceName");
    const { filter_subject: filter, subject_transforms: transforms = [] } = source;
    const identity = JSON.stringify([source.name, source.external?.api, filter ?? ">", transforms]);
    if (seen.has(identity)) refuse("duplicateSource");
    seen.add(identity);
    if (filter !== undefined && transforms.length > 0) refuse("sourceFilters");
    checkTransforms(source, "source");
    if (source.consumer !== undefined) refuse("sourceConsumer");
    if (source.external === undefined && isSmaller(draft, known.find(source.name))) {
      refuse("sourceMessageSize");
    }
  }
}

function checkTransforms(
  { subject_transforms: transforms = [] }: OriginSettings,
  kind: "mirror" | "source",
): void {
  for (const [at, { src, dest }] of transforms.entries()) {
    if (src !== "" && !isSubject(src)) {
      refuse(`${kind}Filter`, `${kind} transform source: invalid subject ${src}`);
    }
    if (dest !== "" && subjectMapper(src || ">", dest) === undefined) {
      refuse(`${kind}Transform`, `${kind} transform: invalid subject`);
    }
    if (transforms.some((other, place) => place !== at && subjectsCollide(src, other.src))) {
      refuse(`${kind}Overlap`);
    }
  }
}

/** Whether messages of the origin may be larger than the stream takes. */
function isSmaller(
  { max_msg_size: size }: StreamDraft,
  origin: StreamSettings | undefined,
): boolean {
  const largest = origin?.max_msg_size ?? 0;
  return size > 0 && largest > 0 && size < largest;
}

function checkExternals(origins: readonly (OriginSettings | undefined)[]): void {
  for (const { external } of origins.filter((origin) => origin !== undefined)) {
    const api = external?.api ?? "";
    if (api === "") continue;
    if (!isSubject(api) || /(^|\.)[*>](\.|$)/.test(api)) {
      const shown = JSON.stringify(api);
      invalid(`stream external api prefix ${shown} must be a valid subject without wildcards`);
    }
  }
}

/** A stream does not copy from itself, by whatever way. */
function checkCycles(draft: StreamDraft, known: KnownStreams): void {
  const visited = new Set<string>();
  const toVisit: Pick<StreamSettings, "name" | "subjects" | "mirror" | "sources">[] = [
    { ...draft, mirror: draft.mirror } as StreamSettings,
  ];
  for (const stream of toVisit) {
    visited.add(stream.name);
    for (const origin of [...(stream.sources ?? []), stream.mirror]) {
      if (origin === undefined || origin.external !== undefined) continue;
      if (visited.has(origin.name)) {
        if (origin === stream.mirror || isFed(stream, origin)) invalid("detected cycle");
        continue;
      }
      const settings = known.find(origin.name);
      if (settings !== undefined) toVisit.push(settings);
    }
  }
}

function isFed(
  { subjects = [] }: Pick<StreamSettings, "subjects">,
  { filter_subject: filter }: OriginSettings,
): boolean {
  return filter === undefined || subjects.some((subject) => subjectsCollide(subject, filter));
}
