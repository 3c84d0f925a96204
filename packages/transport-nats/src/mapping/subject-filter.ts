/**
 * What a filter over subjects asks of the keys of one bucket.
 *
 * @param prefix - What the subjects of the bucket begin with.
 * @returns Undefined for a filter that no subject of the bucket matches.
 *
 * @example
 * const prefix = "$KV.users.";
 * console.log(keyFilterOf(prefix, "$KV.users.a.*"), keyFilterOf(prefix, "$KV.>")); // a.* >
 */
export function keyFilterOf(prefix: string, filter: string): string | undefined {
  const tokens = filter.split(".");
  const own = prefix.split(".").slice(0, -1);
  for (const [at, token] of own.entries()) {
    const asked = tokens[at];
    if (asked === ">" && at === tokens.length - 1) return ">";
    if (asked !== "*" && asked !== token) return undefined;
  }
  return tokens.length > own.length ? tokens.slice(own.length).join(".") : undefined;
}

/** What fits into a line of the protocol as servers are set up: nobody publishes to a longer one. */
const LONGEST_SUBJECT = 4_096;

/** Whether a text is a subject, with or without wildcards: tokens without blanks, `>` at the end alone. */
export function isSubject(subject: string): boolean {
  if (subject.length > LONGEST_SUBJECT) return false;
  const tokens = subject.split(".");
  return tokens.every(
    (token, at) => /^[^ \t\r\n\f]+$/.test(token) && (token !== ">" || at === tokens.length - 1),
  );
}

/** Whether a token of a subject stands for others. */
export function hasWildcard(subject: string): boolean {
  return subject.split(".").some((token) => token === "*" || token === ">");
}

/**
 * Whether two filters have a subject in common.
 *
 * @example
 * console.log(subjectsCollide("a.*", "*.b"), subjectsCollide("a.*", "a")); // true false
 */
export function subjectsCollide(one: string, other: string): boolean {
  const [a, b] = [one.split("."), other.split(".")];
  for (let at = 0; ; at += 1) {
    const [left, right] = [a[at], b[at]];
    if (left === undefined || right === undefined) return left === right;
    if (left === ">" || right === ">") return true;
    // What has an empty token is no subject, and stands for none.
    if (left === "" || right === "") return one === other;
    if (left !== right && left !== "*" && right !== "*") return false;
  }
}
