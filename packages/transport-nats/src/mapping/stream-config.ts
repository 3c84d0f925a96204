import { defaultDuplicatesMs, KvError, type KvConfig } from "@revkv/core/words";
import { domainOf, externalOf } from "./api-prefix.ts";
import { bucketOf, streamOf, subjectPrefix } from "./names.ts";

/** Times in a stream's settings are nanoseconds. */
const NS_PER_MS = 1_000_000;

/** A mirror or a source in a stream's settings. */
export interface StreamOrigin {
  readonly name: string;
  readonly external?: { readonly api: string } | undefined;
  readonly subject_transforms?:
    | readonly { readonly src: string; readonly dest: string }[]
    | undefined;
}

/** The settings of the stream that holds a bucket, as they stand in the JSON of the API. */
export interface StreamConfig {
  readonly name: string;
  readonly description?: string | undefined;
  readonly subjects?: readonly string[] | undefined;
  readonly retention: string;
  readonly max_consumers: number;
  readonly max_msgs: number;
  readonly max_bytes: number;
  readonly max_age: number;
  readonly max_msgs_per_subject: number;
  readonly max_msg_size?: number | undefined;
  readonly discard: string;
  readonly storage: string;
  readonly num_replicas: number;
  readonly duplicate_window?: number | undefined;
  readonly allow_rollup_hdrs: boolean;
  readonly deny_delete: boolean;
  readonly allow_direct: boolean;
  readonly mirror_direct?: boolean | undefined;
  readonly compression?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly placement?:
    | { readonly cluster?: string | undefined; readonly tags?: readonly string[] | undefined }
    | undefined;
  readonly republish?:
    | {
        readonly src?: string | undefined;
        readonly dest: string;
        readonly headers_only?: boolean | undefined;
      }
    | undefined;
  readonly mirror?: StreamOrigin | undefined;
  readonly sources?: readonly StreamOrigin[] | undefined;
  readonly allow_msg_ttl?: boolean | undefined;
  readonly subject_delete_marker_ttl?: number | undefined;
}

/**
 * The stream of a bucket: exactly what nats.go sends, so that its create finds the same on a bucket of ours.
 *
 * @throws `INVALID_CONFIG` for a mirror that has sources too.
 *
 * @example
 * console.log(toStreamConfig("users", { history: 5 }).subjects); // [ '$KV.users.>' ]
 */
export function toStreamConfig(bucket: string, config: KvConfig): StreamConfig {
  const { ttlMs = 0, limitMarkerTtlMs } = config;
  return {
    name: streamOf(bucket),
    description: config.description,
    ...originOf(bucket, config),
    retention: "limits",
    max_consumers: -1,
    max_msgs: -1,
    max_bytes: config.maxBytes ?? -1,
    max_age: ttlMs * NS_PER_MS,
    max_msgs_per_subject: config.history ?? 1,
    max_msg_size: config.maxValueBytes ?? -1,
    discard: "new",
    storage: config.storage ?? "file",
    num_replicas: config.replicas ?? 1,
    duplicate_window: defaultDuplicatesMs(ttlMs || undefined) * NS_PER_MS,
    allow_rollup_hdrs: true,
    deny_delete: true,
    allow_direct: true,
    compression: config.compression === true ? "s2" : undefined,
    metadata: config.metadata,
    placement: config.placement,
    republish: config.republish && {
      src: config.republish.source,
      dest: config.republish.destination,
      headers_only: config.republish.headersOnly,
    },
    allow_msg_ttl: limitMarkerTtlMs === undefined ? undefined : true,
    subject_delete_marker_ttl:
      limitMarkerTtlMs === undefined ? undefined : limitMarkerTtlMs * NS_PER_MS,
  };
}

/**
 * The settings of a bucket as its stream has them, whoever made it; what is the default is left out.
 *
 * @returns Undefined for a stream that holds no bucket.
 */
export function toKvConfig(stream: StreamConfig): KvConfig | undefined {
  const bucket = bucketOf(stream.name);
  if (bucket === undefined || !isBucket(bucket, stream)) return undefined;
  const config: { -readonly [Name in keyof KvConfig]: KvConfig[Name] } = {
    description: stream.description === "" ? undefined : stream.description,
    history: stream.max_msgs_per_subject,
    ttlMs: msOf(stream.max_age),
    limitMarkerTtlMs: msOf(stream.subject_delete_marker_ttl),
    maxBytes: limitOf(stream.max_bytes),
    maxValueBytes: limitOf(stream.max_msg_size),
    metadata: metadataOf(stream.metadata),
    storage: stream.storage === "memory" ? "memory" : "file",
    replicas: stream.num_replicas,
    compression: stream.compression === "s2",
    placement: placementOf(stream.placement),
    republish: republishOf(stream.republish),
    mirror: stream.mirror && mirrorOf(stream.mirror),
    sources: stream.sources?.map((source) => sourceOf(bucket, source)),
  };
  return withoutGaps(config);
}

/** What keeps entries in the stream's own name, or where they come from. */
function originOf(
  bucket: string,
  { mirror, sources }: KvConfig,
): Pick<StreamConfig, "subjects" | "mirror" | "mirror_direct" | "sources"> {
  if (mirror !== undefined) {
    if (sources !== undefined) throw KvError.of("INVALID_CONFIG", "a mirror has no sources");
    const external = externalOf(mirror);
    return { mirror: { name: streamOf(mirror.bucket), external }, mirror_direct: true };
  }
  const subjects = [`${subjectPrefix(bucket)}>`];
  if (sources === undefined) return { subjects };
  return {
    subjects,
    sources: sources.map((source) => {
      const filter = source.filter ?? ">";
      const src = subjectPrefix(source.bucket) + filter;
      const dest = subjectPrefix(bucket) + transformed(filter);
      const origin = { name: streamOf(source.bucket), external: externalOf(source) };
      const isSame = isNamesake(bucket, origin) && filter === ">";
      return isSame ? origin : { ...origin, subject_transforms: [{ src, dest }] };
    }),
  };
}

/** Whether a source is the bucket of the same name in another domain: its subjects need no transform. */
function isNamesake(bucket: string, { name, external }: StreamOrigin): boolean {
  return external !== undefined && name === streamOf(bucket);
}

/** A filter as the target of a transform: each `*` names the token that it stands for. */
function transformed(filter: string): string {
  let wildcards = 0;
  return filter.replaceAll("*", () => `{{wildcard(${(wildcards += 1)})}}`);
}

function isBucket(bucket: string, stream: StreamConfig): boolean {
  if (stream.max_msgs_per_subject < 1) return false;
  if (stream.mirror !== undefined) return bucketOf(stream.mirror.name) !== undefined;
  return stream.subjects?.includes(`${subjectPrefix(bucket)}>`) === true;
}

function msOf(ns: number | undefined): number | undefined {
  return ns === undefined || ns <= 0 ? undefined : Math.round(ns / NS_PER_MS);
}

function limitOf(bytes: number | undefined): number | undefined {
  return bytes === undefined || bytes <= 0 ? undefined : bytes;
}

/** What the server adds of its own is no word of the user's. */
function metadataOf(metadata: StreamConfig["metadata"]): KvConfig["metadata"] {
  const words = Object.entries(metadata ?? {}).filter(([name]) => !name.startsWith("_nats."));
  return words.length === 0 ? undefined : Object.fromEntries(words);
}

function placementOf(placement: StreamConfig["placement"]): KvConfig["placement"] {
  const { cluster, tags } = placement ?? {};
  const given = {
    ...(cluster === undefined || cluster === "" ? {} : { cluster }),
    ...(tags === undefined || tags === null || tags.length === 0 ? {} : { tags }),
  };
  return Object.keys(given).length === 0 ? undefined : given;
}

function republishOf(republish: StreamConfig["republish"]): KvConfig["republish"] {
  if (republish === undefined) return undefined;
  const { src, dest, headers_only } = republish;
  return {
    // The server fills in what stands for everything.
    ...(src === undefined || src === "" || src === ">" ? {} : { source: src }),
    destination: dest,
    ...(headers_only === true ? { headersOnly: true } : {}),
  };
}

function mirrorOf({ name, external }: StreamOrigin): NonNullable<KvConfig["mirror"]> {
  const bucket = bucketOf(name) ?? name;
  return { bucket, ...(external === undefined ? {} : { domain: domainOf(external.api) }) };
}

function sourceOf(bucket: string, source: StreamOrigin): NonNullable<KvConfig["sources"]>[number] {
  const filter = filterOf(bucket, source);
  return { ...mirrorOf(source), ...(filter === undefined ? {} : { filter }) };
}

/** The filter of a source, undefined for all of its bucket; a transform of another making shows as it is. */
function filterOf(bucket: string, source: StreamOrigin): string | undefined {
  const transform = source.subject_transforms?.[0];
  if (transform === undefined) return isNamesake(bucket, source) ? undefined : "";
  const prefix = subjectPrefix(bucketOf(source.name) ?? source.name);
  if (!transform.src.startsWith(prefix)) return `${transform.src} -> ${transform.dest}`;
  const filter = transform.src.slice(prefix.length);
  if (transform.dest !== subjectPrefix(bucket) + transformed(filter)) {
    return `${transform.src} -> ${transform.dest}`;
  }
  return filter === ">" ? undefined : filter;
}

function withoutGaps(config: KvConfig): KvConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}
