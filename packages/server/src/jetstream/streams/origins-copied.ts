import { createHash } from "node:crypto";
import { Followers, type Engine, type FollowPlan, type Stored } from "@revkv/core/engine";
import { withHeader, withoutHeaders, type Posting } from "@revkv/core/words";
import { bucketOf, subjectPrefix } from "@revkv/transport-nats/mapping";
import { inBytes } from "../../routing/headers.ts";
import { timeOf } from "../api/answers.ts";
import type { OriginSettings } from "./settings.ts";
import type { Stream } from "./stream.ts";
import { subjectMapper } from "./subject-mapper.ts";

/** What a message demanded where it was first stored is demanded no more. */
const DEMANDS = ["Nats-Stream-Source", "Nats-Expected-", "Nats-Batch-"];

/** The origins that a stream copies from, each with what ends it. */
export type Copied = ReadonlyMap<string, () => void>;

/**
 * Lets a stream have what its origins have, and what comes to them (R16). Where it has copied before, from an
 * origin that stays nothing is copied again.
 */
export function copyOrigins(
  engine: Engine,
  stream: Stream,
  before: Copied = new Map<string, () => void>(),
): Copied {
  const { mirror, sources = [] } = stream.settings;
  const origins = [mirror, ...sources].filter((one) => one !== undefined);
  // Nothing comes from another domain: there is none.
  const near = origins.filter(({ external }) => external === undefined);
  const copied = new Map<string, () => void>();
  for (const origin of near) {
    const known = JSON.stringify(origin);
    const end =
      before.get(known) ?? Followers.of(engine).add(stream.log, planOf(engine, stream, origin));
    copied.set(known, end);
  }
  for (const [known, end] of before) if (!copied.has(known)) end();
  return copied;
}

function planOf(engine: Engine, { settings, prefix }: Stream, source: OriginSettings): FollowPlan {
  const origin = bucketOf(source.name) ?? "";
  if (source === settings.mirror) return { origin, filters: [">"] };
  const from = subjectPrefix(origin);
  const transforms = transformsOf(source);
  const filters = transforms.map(({ src }) => (src === ">" ? src : src.slice(from.length)));
  const identity = (): string => identityOf(engine.find(origin)?.createdMs);
  return { origin, filters, adopt: adopting(source, { from, into: prefix, identity }) };
}

/** How the subjects of a source become those of the stream; without a word of it they stay as they are. */
function transformsOf({ subject_transforms: transforms = [] }: OriginSettings): typeof transforms {
  return transforms.length === 0 ? [{ src: ">", dest: ">" }] : transforms;
}

/** What an entry of a source becomes: a message of the stream's own subjects that says where it is from. */
function adopting(
  source: OriginSettings,
  place: { readonly from: string; readonly into: string; readonly identity: () => string },
): (stored: Stored) => Posting | undefined {
  const { from, into, identity } = place;
  const { name } = source;
  const transforms = transformsOf(source);
  const mappers = transforms.map(({ src, dest }) => subjectMapper(src, dest));
  const parts = (["src", "dest"] as const).map((part) => transforms.map((one) => one[part]));
  const ways = parts.map((subjects) => subjects.join("\f")).join(" ");
  return ({ key, revision, bytes, headers }) => {
    const subject = from + key;
    const mapped = mappers.map((map) => map?.(subject)).find((one) => one !== undefined);
    if (mapped === undefined || !mapped.startsWith(into)) return undefined;
    const origin = `${name} ${revision} ${ways} ${subject} ${identity()}`;
    const kept = withoutHeaders(headers, DEMANDS);
    return {
      key: mapped.slice(into.length),
      headers: withHeader(kept, "Nats-Stream-Source", inBytes(origin)),
      bytes,
    };
  };
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const IDENTITY_LENGTH = 8;

/** What tells a bucket from another one that had its name before: made of its time. */
function identityOf(createdMs: number | undefined): string {
  const hash = createHash("sha256").update(timeOf(createdMs)).digest();
  return Array.from(hash.subarray(0, IDENTITY_LENGTH), (byte) => DIGITS[byte % DIGITS.length]).join(
    "",
  );
}
