import type { Answer, BucketLink } from "../contract/transport.ts";
import { parseKey } from "../words/key.ts";
import { parseChoice, parseCount, parseFlag, parseOptions } from "../words/options.ts";
import type { RawEntry } from "../words/write.ts";
import type { KvGetOptions } from "./bucket.ts";
import type { Session } from "./session.ts";

/** Options of a get, markers included or not. */
export type ReadOptions = KvGetOptions & { readonly includeDeleted?: boolean | undefined };

interface ReadPlan {
  readonly revision: number | undefined;
  readonly minRevision: number | undefined;
  readonly consistency: "direct" | "leader" | undefined;
  readonly withMarkers: boolean;
  readonly signal: AbortSignal | undefined;
}

/** What most reads ask. */
const PLAIN: ReadPlan = {
  revision: undefined,
  minRevision: undefined,
  consistency: undefined,
  withMarkers: false,
  signal: undefined,
};

/**
 * One entry of a key as `get` finds it (R7): of the right key, fresh enough, and no marker unless asked for. There
 * at once where the link answers at once.
 */
export function readEntry(
  { link, session }: { readonly link: BucketLink; readonly session: Session },
  key: string,
  options: ReadOptions | undefined,
): Answer<RawEntry | null> {
  const judged = parseKey(key);
  const plan = options === undefined ? PLAIN : parseReadOptions(options);
  const { revision, minRevision, consistency, signal } = plan;
  session.check(signal);
  const ask = (whom: typeof consistency): Answer<RawEntry | null> => {
    const answer =
      revision === undefined
        ? link.read(judged, whom, signal)
        : link.readAt(revision, whom, signal);
    return session.found(answer, signal);
  };
  const first = ask(consistency);
  const isAnswer = minRevision === undefined && !(first instanceof Promise);
  return isAnswer ? chosen(first, judged, plan) : freshEnough(first, judged, plan, ask);
}

async function freshEnough(
  first: Answer<RawEntry | null>,
  key: string,
  plan: ReadPlan,
  ask: (whom: "leader") => Answer<RawEntry | null>,
): Promise<RawEntry | null> {
  const { minRevision, consistency } = plan;
  let raw = await first;
  const isOld = minRevision !== undefined && (raw === null || raw.revision < minRevision);
  if (isOld && consistency !== "leader") raw = await ask("leader");
  return chosen(raw, key, plan);
}

function chosen(raw: RawEntry | null, judged: string, plan: ReadPlan): RawEntry | null {
  if (raw === null || raw.key !== judged) return null;
  return raw.operation !== "PUT" && !plan.withMarkers ? null : raw;
}

function parseReadOptions(options: ReadOptions): ReadPlan {
  const given = parseOptions("get", options, [
    "signal",
    "revision",
    "consistency",
    "minRevision",
    "includeDeleted",
  ]);
  return {
    revision: parseCount("revision", given.revision, 1),
    minRevision: parseCount("minRevision", given.minRevision, 1),
    consistency: parseChoice("consistency", given.consistency, ["direct", "leader"], undefined),
    withMarkers: parseFlag("includeDeleted", given.includeDeleted, false),
    signal: given.signal,
  };
}
