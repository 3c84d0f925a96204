import { isSubject } from "@revkv/transport-nats/mapping";
import { matcherOf } from "@revkv/core/subjects";

/** Gives the subject that another one is mapped to; undefined for one that does not match. */
export type SubjectMapper = (subject: string) => string | undefined;

const PLACE = /^(?:\$(\d+)|\{\{\s*[wW]ildcard\s*\(\s*(\d+)\s*\)\s*\}\})$/;

/**
 * Maps the subjects that match `src` to `dest`, where `$1` or `{{wildcard(1)}}` stands for the token of the
 * first `*`, and a last `>` for the rest. The other functions of servers are not known here.
 *
 * @returns Undefined where the two make no mapping.
 */
export function subjectMapper(src: string, dest: string): SubjectMapper | undefined {
  const from = src.split(".");
  const to = dest.split(".");
  // Blanks may stand in what stands for a token, and nowhere else.
  const plain = to.map((token) => (placeOf(token) === undefined ? token : "x")).join(".");
  const isLegal = isSubject(src) && isSubject(plain) && !to.includes("*");
  if (!isLegal || (from.at(-1) === ">") !== (to.at(-1) === ">")) return undefined;
  const wildcards = from.flatMap((token, at) => (token === "*" ? [at] : []));
  const isKnown = to.every((token) => {
    const place = placeOf(token);
    if (place !== undefined) return place <= wildcards.length;
    return !/^\{\{.*\}\}$/.test(token);
  });
  if (!isKnown) return undefined;
  const matches = matcherOf(src);
  return (subject) => {
    if (!matches(subject)) return undefined;
    const tokens = subject.split(".");
    const mapped = to.flatMap((token) => {
      if (token === ">") return tokens.slice(from.length - 1);
      const place = placeOf(token);
      return place === undefined ? [token] : [tokens[wildcards[place - 1] ?? -1] ?? ""];
    });
    return mapped.join(".");
  };
}

/** Which wildcard a token stands for, from 1 on; undefined for a token of its own. */
function placeOf(token: string): number | undefined {
  const [, short, long] = PLACE.exec(token) ?? [];
  const digits = short ?? long;
  return digits === undefined ? undefined : Number(digits);
}
