const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const MS_OF: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
};
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;

/**
 * A time as Go writes a duration.
 *
 * @example
 * console.log(goDuration(5_400_000), goDuration(1_500), goDuration(250)); // 1h30m0s 1.5s 250ms
 */
export function goDuration(ms: number): string {
  if (ms < SECOND_MS) return `${ms}ms`;
  const hours = Math.floor(ms / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  const seconds = `${(ms % MINUTE_MS) / SECOND_MS}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

/** Milliseconds of a duration as Go reads it; undefined where it is none, or less than nothing. */
export function goDurationMs(text: string): number | undefined {
  const bare = text.startsWith("+") ? text.slice(1) : text;
  let end = 0;
  let ms = 0;
  for (const [part, amount = "", unit = ""] of bare.matchAll(PART)) {
    end += part.length;
    ms += Number(amount) * (MS_OF[unit] ?? 0);
  }
  return end === bare.length && end > 0 ? ms : undefined;
}
