import { KvError } from "./errors.ts";
import { faultOf } from "./key.ts";

const FILTER_CHARACTER = /[-/_=A-Za-z0-9*>]/;
const LITERAL_TOKEN = /^[-/_=A-Za-z0-9]+$/;
const LONGEST_FILTER = 3_000;

/**
 * Judges one filter or a list of them (R1.3) and merges what overlaps: a filter that another one
 * covers is dropped, so that each entry is met once.
 *
 * @returns At least one filter.
 * @throws `INVALID_FILTER` for an empty list, a malformed filter, and a wildcard that is no whole token.
 */
export function parseFilters(filter: unknown): readonly string[] {
  if (!Array.isArray(filter)) return [parseFilter(filter)];
  if (filter.length === 0) throw KvError.of("INVALID_FILTER", "a list of filters is not empty");
  const distinct = [...new Set(filter.map(parseFilter))];
  // Only a wildcard covers another filter: thousands of literal ones are not compared with each other.
  const wide = distinct.filter((one) => !isLiteral(one));
  return distinct.filter((one) => !wide.some((other) => other !== one && covers(other, one)));
}

function parseFilter(filter: unknown): string {
  const tokens =
    typeof filter === "string" && filter.length <= LONGEST_FILTER ? filter.split(".") : [];
  const last = tokens.length - 1;
  const legal = tokens.every(
    (token, at) => token === "*" || (token === ">" && at === last) || LITERAL_TOKEN.test(token),
  );
  if (typeof filter === "string" && last >= 0 && legal) return filter;
  throw KvError.of("INVALID_FILTER", wildcardFaultOf(filter, tokens));
}

function wildcardFaultOf(filter: unknown, tokens: readonly string[]): string {
  const fault = faultOf("filter", filter, FILTER_CHARACTER, LONGEST_FILTER);
  if (!fault.endsWith("is malformed")) return fault;
  let start = 0;
  for (const [at, token] of tokens.entries()) {
    const wildcard = token.search(/[*>]/);
    const position = start + wildcard;
    const where = `the filter ${JSON.stringify(filter)} has "${token[wildcard]}" at position ${position}`;
    if (wildcard >= 0 && token.length > 1) return `${where}, but a wildcard is a token of its own`;
    if (token === ">" && at < tokens.length - 1) return `${where}, but ">" is the last token`;
    start += token.length + 1;
  }
  return fault;
}

/** True when no token of the filter is a wildcard, so that it can match one key alone. */
export function isLiteral(filter: string): boolean {
  return !filter.includes("*") && !filter.includes(">");
}

/** Whether a key matches: a literal token itself, `*` any one token, a last `>` one token or more. */
export function matchesFilter(filter: string, key: string): boolean {
  return matcherOf(filter)(key);
}

/** The same question for many keys: a regular expression, which is compiled once and takes no key apart. */
export function matcherOf(filter: string): (key: string) => boolean {
  const tokens = filter.split(".").map((token) => {
    if (token === "*") return "[^.]*";
    return token === ">" ? "[^]*" : token.replaceAll(/[^\w]/g, String.raw`\$&`);
  });
  const pattern = new RegExp(`^${tokens.join(String.raw`\.`)}$`);
  return (key) => pattern.test(key);
}

/** Whether every key that `inner` matches is matched by `outer` too. */
export function covers(outer: string, inner: string): boolean {
  const wide = outer.split(".");
  const narrow = inner.split(".");
  for (const [at, want] of wide.entries()) {
    const token = narrow[at];
    if (want === ">") return token !== undefined;
    if (token === undefined || token === ">") return false;
    if (want !== "*" && want !== token) return false;
  }
  return wide.length === narrow.length;
}
