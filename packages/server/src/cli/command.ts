import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { ServeOptions } from "../serve.ts";

/** What was asked for on the command line makes no sense. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A store that is to be served. */
export interface ServeCommand {
  readonly options: ServeOptions;
  /** The file with the buckets that it begins with. */
  readonly buckets: string | undefined;
}

const OPTIONS = {
  port: { type: "string", default: "4222" },
  host: { type: "string", default: "127.0.0.1" },
  "ws-port": { type: "string" },
  token: { type: "string" },
  user: { type: "string" },
  password: { type: "string" },
  nkey: { type: "string", multiple: true },
  "tls-cert": { type: "string" },
  "tls-key": { type: "string" },
  buckets: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** How the command is used. */
export const USAGE = `revkv serve [options]    serves a store in memory to NATS clients until it is stopped

  --port <number>        port of the NATS protocol; 0 takes a free one (4222)
  --host <address>       address to listen at (127.0.0.1)
  --ws-port <number>     port for WebSocket clients; none unless given
  --token <text>         what clients have to know, or
  --user <name> --password <text>
  --nkey <public key>    a client that may come in; may be given several times
  --tls-cert <file> --tls-key <file>
                         PEM files; clients have to use TLS then
  --buckets <file>       JSON: the buckets to begin with, { "users": { "history": 5 } }
  --help                 this text`;

/** Reads the arguments; throws {@link UsageError} for what makes no sense. */
export function readCommand(args: readonly string[]): ServeCommand | "help" {
  const { values, positionals } = parsed(args);
  if (values.help || args.length === 0) return "help";
  const [command, ...others] = positionals;
  if (command !== "serve" || others.length > 0) {
    throw new UsageError(`there is no command ${positionals.join(" ")}; see revkv --help`);
  }
  const options: ServeOptions = {
    port: portOf("port", values.port),
    host: values.host,
    wsPort: values["ws-port"] === undefined ? undefined : portOf("ws-port", values["ws-port"]),
    token: values.token,
    user: values.user,
    password: values.password,
    nkeys: values.nkey,
    tls: tlsOf(values["tls-cert"], values["tls-key"]),
  };
  return { options, buckets: values.buckets };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--${name} is a number from 0 to 65535, not ${text}`);
}

function tlsOf(cert: string | undefined, key: string | undefined): ServeOptions["tls"] {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new UsageError("--tls-cert and --tls-key belong together");
  }
  return { cert: readText(cert), key: readText(key) };
}

/** The text of a file that somebody named. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : ""}`);
  }
}
