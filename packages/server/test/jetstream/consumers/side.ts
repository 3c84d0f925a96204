/** A message that a client got. */
export interface Got {
  readonly subject: string;
  readonly reply: string;
  readonly headers: string;
  readonly body: string;
}

/** One client of a server, this one or another: what it can do, and what it got. */
export interface Side {
  subscribe(subject: string, queue?: string): void;
  unsubscribe(subject: string): void;
  publish(message: { readonly subject: string } & Partial<Got>): void;
  /** What came to a subscription, by its subject, the oldest first. */
  got(subject: string): readonly Got[];
  /** Lets what is under way arrive. */
  pause(): Promise<void>;
  close(): Promise<void>;
}

/**
 * What differs between two runs stands as a word: times, names that servers give, tokens; `masked`: further fields
 * of answers.
 */
export function plain({ subject, reply, headers, body }: Got, masked: readonly string[]): Got {
  return {
    subject,
    reply: plainText(reply).replace(/^(\$JS\.ACK\.\S+)\.\d+\.(\d+)$/, "$1.<ns>.$2"),
    headers: plainText(headers),
    body: plainBody(body, masked),
  };
}

/** The same for the text of headers, and of a reply subject. */
export function plainText(text: string): string {
  return text.replaceAll(/(\$JS\.FC\.[^.]+\.[^.]+)\.\S+/g, "$1.<token>");
}

const TIMES: ReadonlySet<string> = new Set(["created", "ts", "last_active", "first_ts", "last_ts"]);

function plainBody(body: string, masked: readonly string[]): string {
  if (!body.startsWith("{")) return body;
  const parsed = JSON.parse(body) as { readonly consumers?: unknown[] };
  const given = nameGivenIn(parsed);
  return JSON.stringify(sorted(parsed), (name, value: unknown) => {
    if (TIMES.has(name)) return "<time>";
    if (masked.includes(name)) return "<any>";
    if (name === "leader") return "<server>";
    return given !== undefined && value === given ? "<name>" : value;
  });
}

/** The name of a consumer that the client has not named. */
function nameGivenIn(parsed: object): string | undefined {
  const { name, config } = parsed as { name?: string; config?: { name?: string } };
  return config !== undefined && config.name === undefined ? name : undefined;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, one]) => [name, sorted(one)]));
}
