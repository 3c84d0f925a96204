import type { OriginSettings, StreamRequest, StreamSettings } from "./settings.ts";

type Optional = "placement" | "mirror" | "subject_transform" | "republish";

/** The settings of a stream while they are judged: all of them there, nothing left out for being empty. */
export type StreamDraft = {
  -readonly [Name in Exclude<keyof StreamSettings, Optional>]-?: NonNullable<StreamSettings[Name]>;
} & { [Name in Optional]: StreamSettings[Name] | undefined } & { readonly isPedantic: boolean };

const ZEROS = {
  name: "",
  description: "",
  subjects: [],
  retention: "limits",
  max_consumers: 0,
  max_msgs: 0,
  max_bytes: 0,
  max_age: 0,
  max_msgs_per_subject: 0,
  max_msg_size: 0,
  discard: "old",
  storage: "file",
  num_replicas: 0,
  no_ack: false,
  duplicate_window: 0,
  placement: undefined,
  mirror: undefined,
  sources: [],
  compression: "none",
  first_seq: 0,
  subject_transform: undefined,
  republish: undefined,
  allow_direct: false,
  mirror_direct: false,
  discard_new_per_subject: false,
  sealed: false,
  deny_delete: false,
  deny_purge: false,
  allow_rollup_hdrs: false,
  consumer_limits: {},
  allow_msg_ttl: false,
  subject_delete_marker_ttl: 0,
  allow_msg_counter: false,
  allow_atomic: false,
  allow_msg_schedules: false,
  persist_mode: "",
  allow_batched: false,
  metadata: {},
  isPedantic: false,
} as const satisfies StreamDraft;

/** The names that an answer shows when there is nothing in them too. */
const ALWAYS: ReadonlySet<string> = new Set([
  "max_consumers",
  "max_msgs",
  "max_bytes",
  "max_age",
  "max_msgs_per_subject",
  "allow_direct",
  "mirror_direct",
  "sealed",
  "deny_delete",
  "deny_purge",
  "allow_rollup_hdrs",
  "consumer_limits",
  "allow_msg_ttl",
]);

/** What is asked for, with nothing where nothing is said. */
export function draftOf({ pedantic, ...request }: StreamRequest): StreamDraft {
  const { persist_mode, placement, mirror, sources, subject_transform, republish } = request;
  return {
    ...ZEROS,
    ...request,
    persist_mode: persist_mode === "default" ? "" : (persist_mode ?? ""),
    placement: placement && withoutEmpty(placement),
    mirror: mirror && originOf(mirror),
    sources: sources?.map((source) => source && originOf(source)) ?? [],
    subject_transform: subject_transform && transformOf(subject_transform),
    republish: republish && { ...republish, ...transformOf(republish) },
    consumer_limits: withoutEmpty(request.consumer_limits ?? {}),
    metadata: metadataOf(request),
    isPedantic: pedantic === true,
  };
}

/** The settings as an answer shows them. */
export function settingsOf(draft: StreamDraft): StreamSettings {
  const { isPedantic: _isPedantic, republish, ...settings } = draft;
  const shown = {
    ...settings,
    republish: republish && { ...withoutEmpty(republish), dest: republish.dest },
  };
  const fields = Object.entries(shown).filter(
    ([name, value]) => ALWAYS.has(name) || !isEmpty(value),
  );
  return Object.freeze(Object.fromEntries(fields)) as unknown as StreamSettings;
}

/** What a server adds to the words of the user's: the API level that the settings demand. */
function metadataOf(request: StreamRequest): Readonly<Record<string, string>> {
  const { "_nats.ver": _version, "_nats.level": _level, ...own } = request.metadata ?? {};
  return { ...own, "_nats.req.level": String(levelOf(request)) };
}

function levelOf(request: StreamRequest): number {
  if (request.allow_batched === true) return 4;
  const isOf2 =
    request.allow_msg_counter === true ||
    request.allow_atomic === true ||
    request.allow_msg_schedules === true ||
    request.persist_mode === "async";
  if (isOf2) return 2;
  const hasTtl = request.allow_msg_ttl === true || (request.subject_delete_marker_ttl ?? 0) > 0;
  return hasTtl ? 1 : 0;
}

function originOf(given: GivenOrigin): OriginSettings {
  const { name = "", external, subject_transforms, ...others } = given;
  return {
    name,
    ...withoutEmpty(others),
    ...(subject_transforms === undefined || subject_transforms.length === 0
      ? {}
      : { subject_transforms: subject_transforms.map(transformOf) }),
    ...(external === undefined
      ? {}
      : { external: { api: external.api ?? "", deliver: external.deliver ?? "" } }),
  };
}

/** An origin as it came: anything may be left out. */
type GivenOrigin = Partial<Omit<OriginSettings, "external">> & {
  readonly external?: Partial<NonNullable<OriginSettings["external"]>>;
};

function transformOf(given: { readonly src?: string; readonly dest?: string }): {
  src: string;
  dest: string;
} {
  return { src: given.src ?? "", dest: given.dest ?? "" };
}

function withoutEmpty<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value))) as T;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === "" || value === 0 || value === false;
}
