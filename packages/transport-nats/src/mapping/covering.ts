/**
 * The narrowest single filter that matches whatever the given ones match, and more. It stands in for several
 * where a server does not take these together, or takes them and answers wrongly (R10.7); what it lets
 * through in vain is left out at the client.
 *
 * @example
 * console.log(coveringFilter(["a.*", "*.b"]), coveringFilter(["a.b", "a.c.d"])); // *.* a.>
 */
export function coveringFilter(filters: readonly string[]): string {
  return filters.reduce(span);
}

/** The narrowest filter over both. */
function span(one: string, other: string): string {
  const [a, b] = [one.split("."), other.split(".")];
  const isOpen = a.at(-1) === ">" || b.at(-1) === ">" || a.length !== b.length;
  // A last `>` stands for one token at least: the shorter filter must have one left for it.
  const common = isOpen ? Math.min(a.length, b.length) - 1 : a.length;
  const tokens = a.slice(0, common).map((token, at) => (token === b[at] ? token : "*"));
  return [...tokens, ...(isOpen ? [">"] : [])].join(".");
}
