import type { TlsOptions } from "node:tls";
import { KvError, parseCount, parseOptions } from "@revkv/core/words";
import type { ServerEvent, Settings } from "./connections/settings.ts";

/**
 * How a server is made. With none of `token`, `user` and `nkeys` it lets everybody in; with several of them, whoever
 * proves one.
 *
 * @example
 * const options: ServeOptions = { port: 4222, token: "a long secret", maxPayloadBytes: 65_536 };
 */
export interface ServeOptions {
  /** The address to listen at; the loopback unless given. */
  readonly host?: string | undefined;
  /** The port of the NATS protocol; 0, which is what holds unless given, takes a free one. */
  readonly port?: number | undefined;
  /** The port for WebSockets, 0 for a free one; unless given there is none. */
  readonly wsPort?: number | undefined;
  /** What the server calls itself; its id unless given. */
  readonly name?: string | undefined;
  /** A secret that lets a client in. */
  readonly token?: string | undefined;
  /** The name of the user that is let in, with `password`. */
  readonly user?: string | undefined;
  /** The secret of `user`. */
  readonly password?: string | undefined;
  /** Public keys (`U…`) of users that are let in. */
  readonly nkeys?: readonly string[] | undefined;
  /** Certificate, key and all else that `node:tls` knows for a server; clients have to use TLS then. */
  readonly tls?: TlsOptions | undefined;
  /** True: TLS begins before INFO, and not after it; false unless given. */
  readonly handshakeFirst?: boolean | undefined;
  /** Connections at a time; 65,536 unless given. */
  readonly maxConnections?: number | undefined;
  /** Subscriptions of one connection; 65,536 unless given. */
  readonly maxSubscriptions?: number | undefined;
  /** What may wait for a client that reads slowly, before it is dropped; 64 MiB unless given. */
  readonly maxPendingBytes?: number | undefined;
  /** Headers and payload of one message; 1 MiB unless given. */
  readonly maxPayloadBytes?: number | undefined;
  /** The arguments of one line, at most 8,192; 4,096 unless given. */
  readonly maxControlLineBytes?: number | undefined;
  /** How long a quiet client is left alone before it is asked whether it is there; two minutes unless given. */
  readonly pingIntervalMs?: number | undefined;
  /** PINGs without an answer before a client is taken for gone; 2 unless given. */
  readonly maxPingsOut?: number | undefined;
  /** How long a client has to prove who it is; two seconds unless given. */
  readonly authTimeoutMs?: number | undefined;
  /** Told of connections that come and go. */
  readonly onEvent?: ((event: ServerEvent) => void) | undefined;
}

const NAMES = [
  "host",
  "port",
  "wsPort",
  "name",
  "token",
  "user",
  "password",
  "nkeys",
  "tls",
  "handshakeFirst",
  "maxConnections",
  "maxSubscriptions",
  "maxPendingBytes",
  "maxPayloadBytes",
  "maxControlLineBytes",
  "pingIntervalMs",
  "maxPingsOut",
  "authTimeoutMs",
  "onEvent",
] as const satisfies readonly (keyof ServeOptions)[];

const LAST_PORT = 65_535;
const MANY = 65_536;
const MIB = 1_048_576;
/** A subject has a token for every second byte at most, and each of them is a step down in the tree of subjects. */
const LONGEST_LINE = 8_192;
/** What a timer can count. */
const LONGEST_MS = 2_147_483_647;

/** Judges the options of `serve` and fills in what holds without them; `INVALID_ARGUMENT` for what is out of range. */
export function parseServeOptions(given: ServeOptions | undefined): Settings {
  const options = parseOptions<ServeOptions>("serve", given, NAMES);
  const { wsPort, tls, onEvent, handshakeFirst } = options;
  const count = (name: CountName, fallback: number, [least, most]: Range): number =>
    countOf(name, options[name], [least, most]) ?? fallback;
  return {
    host: textOf("host", options.host) ?? "127.0.0.1",
    port: count("port", 0, [0, LAST_PORT]),
    wsPort: countOf("wsPort", wsPort, [0, LAST_PORT]),
    name: textOf("name", options.name),
    credentials: credentialsOf(options),
    tls: checked("tls", tls, "an object", (value) => typeof value === "object" && value !== null),
    isHandshakeFirst:
      checked("handshakeFirst", handshakeFirst, "true or false", isBoolean) ?? false,
    maxConnections: count("maxConnections", MANY, [1, Number.MAX_SAFE_INTEGER]),
    maxSubscriptions: count("maxSubscriptions", MANY, [1, Number.MAX_SAFE_INTEGER]),
    maxPendingBytes: count("maxPendingBytes", 64 * MIB, [1, Number.MAX_SAFE_INTEGER]),
    maxPayloadBytes: count("maxPayloadBytes", MIB, [1, 64 * MIB]),
    maxControlLineBytes: count("maxControlLineBytes", 4_096, [64, LONGEST_LINE]),
    pingIntervalMs: count("pingIntervalMs", 120_000, [1, LONGEST_MS]),
    maxPingsOut: count("maxPingsOut", 2, [0, Number.MAX_SAFE_INTEGER]),
    authTimeoutMs: count("authTimeoutMs", 2_000, [1, LONGEST_MS]),
    onEvent: checked("onEvent", onEvent, "a function", (value) => typeof value === "function"),
  };
}

type Range = readonly [least: number, most: number];
type CountName = {
  [K in keyof ServeOptions]-?: number extends ServeOptions[K] ? K : never;
}[keyof ServeOptions];

function credentialsOf(options: Partial<ServeOptions>): Settings["credentials"] {
  const token = textOf("token", options.token);
  const user = textOf("user", options.user);
  const password = textOf("password", options.password);
  if ((user === undefined) !== (password === undefined))
    throw KvError.of("INVALID_ARGUMENT", "user and password belong together");
  return { token, user, password, nkeys: nkeysOf(options.nkeys) };
}

function nkeysOf(nkeys: unknown): readonly string[] {
  const list = checked("nkeys", nkeys, "a list of public keys of users", areKeys);
  return (list as readonly string[] | undefined) ?? [];
}

/** A list without a key would let everybody in where somebody meant to let in nobody. */
function areKeys(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isKey);
}

function isKey(value: unknown): boolean {
  return typeof value === "string" && /^U[A-Z2-7]{55}$/.test(value);
}

function countOf(name: string, value: unknown, [least, most]: Range): number | undefined {
  const count = parseCount(name, value, least);
  if (count === undefined || count <= most) return count;
  throw KvError.of("INVALID_ARGUMENT", `${name} is at most ${most}, not ${count}`);
}

function textOf(name: string, value: string | undefined): string | undefined {
  return checked(
    name,
    value,
    "a text that is not empty",
    (text) => typeof text === "string" && text !== "",
  );
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

function checked<T>(
  name: string,
  value: T | undefined,
  kind: string,
  isKind: (value: unknown) => boolean,
): T | undefined {
  if (value === undefined || isKind(value)) return value;
  throw KvError.of("INVALID_ARGUMENT", `${name} is ${kind}`);
}
