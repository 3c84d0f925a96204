import { connect as natsConnect, type NatsConnection } from "@nats-io/transport-node";
import { connect, isKvError, type KvManager } from "@revkv/core";
import { onTestFinished } from "vitest";
import { nats } from "../../src/index.ts";

/** What a user of a server may do; the names of users are their passwords too. */
export interface Permissions {
  readonly publish?: readonly string[] | { readonly deny: readonly string[] };
  readonly subscribe?: readonly string[] | { readonly deny: readonly string[] };
}

/** The config of a server with these users. */
export function usersConfig(users: Readonly<Record<string, Permissions>>): string {
  const lines = Object.entries(users).map(([user, { publish, subscribe }]) => {
    const permissions = [
      ...(publish === undefined ? [] : [`publish: ${JSON.stringify(publish)}`]),
      ...(subscribe === undefined ? [] : [`subscribe: ${JSON.stringify(subscribe)}`]),
    ];
    return `{ user: "${user}", password: "${user}", permissions: { ${permissions.join(", ")} } }`;
  });
  return `authorization { users: [\n${lines.join("\n")}\n] }\n`;
}

/** A user on a connection of its own, until the test ends. */
export interface User {
  readonly connection: NatsConnection;
  readonly kv: KvManager;
  /** What the user has sent so far. */
  readonly sent: readonly string[];
  /** What the server has forbidden so far. */
  readonly refused: readonly string[];
}

/** So long a call may take that is never answered: much longer than a refusal. */
const TIMEOUT_MS = 10_000;
/** In this time a refusal is there, on a busy machine too. */
const SOON_MS = 2_000;

/** Logs in and connects. */
export async function logIn(servers: string, user: string, inboxPrefix?: string): Promise<User> {
  const connection = await natsConnect({
    servers,
    user,
    pass: user,
    reconnectTimeWait: 50,
    ...(inboxPrefix === undefined ? {} : { inboxPrefix }),
  });
  onTestFinished(() => connection.close());
  const sent: string[] = [];
  // Answers to flow control go past the connection's own publish.
  const { protocol } = connection as unknown as { protocol: Pick<NatsConnection, "publish"> };
  const publish = protocol.publish.bind(protocol);
  protocol.publish = (subject, data, options) => {
    sent.push(subject);
    publish(subject, data, options);
  };
  const refused: string[] = [];
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === "error") refused.push(status.error.message);
    }
  })();
  const kv = await connect(nats(connection, { timeoutMs: TIMEOUT_MS }));
  return { connection, kv, sent, refused };
}

/** The code that a call rejects with; throws when it takes as long as an answer that never comes. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  const startMs = Date.now();
  try {
    await call;
  } catch (error) {
    if (!isKvError(error)) throw error;
    const tookMs = Date.now() - startMs;
    if (tookMs > SOON_MS) throw new Error(`${error.code} took ${tookMs} ms`, { cause: error });
    return error.code;
  }
  return "nothing";
}
