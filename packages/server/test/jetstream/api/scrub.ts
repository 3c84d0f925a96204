const TIMES: ReadonlySet<string> = new Set(["created", "ts", "first_ts", "last_ts", "time"]);

/** The same answer with placeholders for what differs from server to server, and from moment to moment. */
export function scrub(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(scrub);
  if (typeof answer !== "object" || answer === null) return answer;
  return Object.fromEntries(
    Object.entries(withoutPhantom(answer)).map(([name, value]) => [
      name,
      placeholder(name, value) ?? scrub(value),
    ]),
  );
}

function placeholder(name: string, value: unknown): string | undefined {
  const isNever = typeof value === "string" && value.startsWith("0001-");
  if (TIMES.has(name) && typeof value === "string" && !isNever) return "<time>";
  if (name === "hdrs" && typeof value === "string") return scrubHeaders(atob(value));
  if (name === "leader") return "<server>";
  if (name === "active" && typeof value === "number") return "<age>";
  // Requests of the tests' own are counted too.
  if (name === "api") return "<count>";
  return undefined;
}

/** Headers without the time, and without what is made of the time that an origin was made. */
export function scrubHeaders(block: string): string {
  return block
    .replaceAll(/(?<=Nats-Time-Stamp: ).*/g, "<time>")
    .replaceAll(/(?<=Nats-Stream-Source: .* )\S{8}(?=\r|$)/g, "<identity>");
}

/** A server that keeps files may tell of a revision 0 that is gone, when nothing was ever stored. */
function withoutPhantom(answer: object): object {
  const { num_deleted, deleted, ...state } = answer as {
    readonly num_deleted?: number;
    readonly deleted?: readonly number[];
  };
  return num_deleted === 1 && deleted?.[0] === 0 ? state : answer;
}
