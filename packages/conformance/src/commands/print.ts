const LONGEST = 60;

/** A value as text that two equal values share: names sorted, what is undefined left out. */
export function print(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) => {
    if (part instanceof Map) return [...part];
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** A value as a report shows it: long texts cut. */
export function brief(value: unknown): string {
  return (
    JSON.stringify(value, (_name, part: unknown) => {
      if (part === undefined) return "undefined";
      if (typeof part === "number" && !Number.isFinite(part)) return String(part);
      if (part instanceof AbortSignal) return part.aborted ? "aborted" : "signal";
      if (part instanceof Uint8Array) return `${part.length} bytes`;
      if (typeof part !== "string" || part.length <= LONGEST) return part;
      return `${part.slice(0, LONGEST)}… (${part.length})`;
    }) ?? "undefined"
  );
}
