/** What a client says of itself in CONNECT. */
export interface ConnectRequest {
  readonly verbose: boolean;
  readonly pedantic: boolean;
  readonly echo: boolean;
  readonly headers: boolean;
  readonly no_responders: boolean;
  readonly new_account: boolean;
  readonly protocol: number;
  readonly account: string;
  readonly auth_token: string;
  readonly user: string;
  readonly pass: string;
  readonly nkey: string;
  readonly sig: string;
}

/** What holds for a client before its first CONNECT. */
export const beforeConnect: ConnectRequest = {
  verbose: true,
  pedantic: true,
  echo: true,
  headers: false,
  no_responders: false,
  new_account: false,
  protocol: 0,
  account: "",
  auth_token: "",
  user: "",
  pass: "",
  nkey: "",
  sig: "",
};

/**
 * Reads the JSON of a CONNECT: what it does not name stays as it was.
 *
 * @returns Undefined for what is no JSON, no object, or has a field of the wrong kind.
 */
export function parseConnect(json: string, earlier: ConnectRequest): ConnectRequest | undefined {
  const given = objectIn(json);
  if (given === undefined) return undefined;
  const request: Record<string, unknown> = { ...earlier };
  for (const [name, known] of Object.entries(earlier)) {
    const value = given[name] ?? known;
    if (typeof value !== typeof known) return undefined;
    request[name] = value;
  }
  // Every field has the kind that it had before.
  const parsed = request as unknown as ConnectRequest;
  return Number.isInteger(parsed.protocol) ? parsed : undefined;
}

function objectIn(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    // The real server takes null for an object that names nothing.
    if (value === null) return {};
    return typeof value === "object" && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
