import { isKvError, KvError, type Store, type Transport } from "@revkv/core";
import { parseChoice, parseCount, parseOptions } from "@revkv/core/words";
import { jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { Api } from "./api.ts";
import { followConnection } from "./connection-events.ts";
import { DeletedBuckets } from "./deleted-buckets.ts";
import { Feeds } from "./feeds.ts";
import { notSent } from "./failures.ts";
import { apiPrefixOf, isImported } from "./mapping/api-prefix.ts";
import { featuresOf, isAtLeast, type ServerFeatures } from "./mapping/features.ts";
import { NatsStore, type Siblings } from "./nats-store.ts";
import { Requests } from "./requests.ts";

/** How buckets are reached. */
export interface NatsOptions {
  /** A JetStream domain, such as that of a hub behind a leaf node. */
  readonly domain?: string | undefined;
  /** The prefix under which an account imports the API of another one; `$JS.API` unless given. */
  readonly apiPrefix?: string | undefined;
  /** How long a request may take, 5,000 ms unless given. */
  readonly timeoutMs?: number | undefined;
  /** Who answers reads that do not say: 'direct' (the default) any server with a copy, 'leader' the leader alone (R7.4). */
  readonly consistency?: "direct" | "leader" | undefined;
}

const TIMEOUT_MS = 5_000;

/**
 * The buckets of a JetStream account, by a connection of any official transport. The connection stays the
 * user's: it is neither opened nor closed here. Every official NATS client shares the same buckets.
 *
 * Throws `INVALID_ARGUMENT` for what is no connection and for an unknown option. `connect` rejects with
 * `UNAVAILABLE` where no JetStream answers, with `FEATURE_UNSUPPORTED` where the account has none.
 *
 * @example
 * import { connect as natsConnect } from "@nats-io/transport-node";
 *
 * const connection = await natsConnect({ servers: "127.0.0.1:4222" });
 * const kv = await connect(nats(connection));
 * const bucket = await kv.create("greetings");
 * await bucket.put("hello", "world");
 * await kv.close();
 * await connection.close();
 */
export function nats(connection: object, options?: NatsOptions): Transport {
  const known = ["domain", "apiPrefix", "timeoutMs", "consistency"] as const;
  const given = parseOptions("nats", options, known);
  const place = {
    connection: parseConnection(connection),
    prefix: apiPrefixOf(given),
    timeoutMs: parseCount("timeoutMs", given.timeoutMs, 1) ?? TIMEOUT_MS,
    consistency: parseChoice("consistency", given.consistency, ["direct", "leader"], "direct"),
  };
  const siblings = { feeds: new Feeds(), deleted: new DeletedBuckets() };
  return { name: "nats", open: () => openStore(place, siblings) };
}

interface Place {
  readonly connection: NatsConnection;
  readonly prefix: string;
  readonly timeoutMs: number;
  readonly consistency: "direct" | "leader";
}

async function openStore(place: Place, siblings: Siblings): Promise<Store> {
  const { connection, prefix, timeoutMs, consistency } = place;
  const inboxPrefix = inboxPrefixOf(connection);
  const requests = openRequests(connection, inboxPrefix, timeoutMs);
  const api = new Api(requests, prefix);
  let store: NatsStore | undefined;
  let isOver = false;
  void followConnection(
    connection,
    {
      disconnected: () => (store ?? requests).disconnected(),
      reconnected: () => (store ?? requests).reconnected(),
      forbidden: (subject, cause) => requests.forbidden(subject, cause),
      closed: () => (store === undefined ? requests.disconnected() : store.closed()),
    },
    () => isOver || store?.isClosed === true,
  );
  try {
    const found = await askFeatures(api, connection.info?.version ?? "");
    const { sources, exactFilters, exactCounts, ...features } = found;
    const backend = {
      connection,
      requests,
      api,
      // An export lets one answer to a request pass unless it says otherwise; a snapshot has several.
      // A leader is asked for one key at a time.
      features: {
        ...features,
        snapshotRead: features.snapshotRead && !isImported(prefix) && consistency !== "leader",
        mirror: true,
      },
      hasExactFilters: exactFilters,
      hasExactCounts: exactCounts,
      consistency,
      timeoutMs,
      inboxPrefix,
    };
    store = new NatsStore(backend, siblings, sources);
    return store;
  } catch (error) {
    isOver = true;
    await requests.close();
    throw error;
  }
}

/** What the JetStream behind the prefix can do; where it may not be asked, what the connected server can. */
async function askFeatures(api: Api, version: string): Promise<ServerFeatures> {
  try {
    const { api: state } = await api.call<{ readonly api?: { readonly level?: number } }>({
      subject: "INFO",
      bucket: ">",
    });
    return featuresOf(state?.level, version);
  } catch (error) {
    if (!isKvError(error, "PERMISSION_DENIED")) throw error;
    return featuresOf(isAtLeast(version, 2, 11) ? 1 : undefined, version);
  }
}

function openRequests(
  connection: NatsConnection,
  inboxPrefix: string | undefined,
  timeoutMs: number,
): Requests {
  try {
    return new Requests(connection, inboxPrefix, timeoutMs);
  } catch (error) {
    throw notSent(error);
  }
}

/** The JetStream client tells where the user lets it listen. */
function inboxPrefixOf(connection: NatsConnection): string | undefined {
  return jetstream(connection).getOptions().watcherPrefix;
}

function parseConnection(connection: unknown): NatsConnection {
  const parts = (
    typeof connection === "object" && connection !== null ? connection : {}
  ) as Partial<Record<keyof NatsConnection, unknown>>;
  const calls = ["publish", "subscribe", "status", "closed"] as const;
  if (calls.every((call) => typeof parts[call] === "function")) return connection as NatsConnection;
  throw KvError.of("INVALID_ARGUMENT", "nats takes a connection of an official NATS transport");
}
