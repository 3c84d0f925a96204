const MS_OF: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;

/**
 * The time to live that a header asks for (R11.3): whole seconds, a duration as Go writes it, or `never`.
 *
 * @returns Milliseconds, infinite for `never`, cut down to whole seconds; undefined where it is no such time.
 */
export function ttlOfHeader(value: string): number | undefined {
  if (value.toLowerCase() === "never") return Infinity;
  if (value !== "0" && /^\d+$/.test(value)) return Number(value) * 1_000;
  const ms = goDurationMs(value);
  return ms === undefined || ms < 1_000 ? undefined : Math.floor(ms / 1_000) * 1_000;
}

function goDurationMs(text: string): number | undefined {
  const bare = text.startsWith("+") ? text.slice(1) : text;
  let end = 0;
  let ms = 0;
  for (const [part, amount = "", unit = ""] of bare.matchAll(PART)) {
    end += part.length;
    ms += Number(amount) * (MS_OF[unit] ?? 0);
  }
  return end === bare.length && end > 0 ? ms : undefined;
}
