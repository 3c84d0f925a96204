import { KvError } from "./errors.ts";
import { kindOf } from "./key.ts";

/**
 * Judges the shape of an options argument: an object whose every property is known.
 *
 * @param call - What was called, for the message.
 * @returns The options, or an empty object when there are none.
 * @throws `INVALID_ARGUMENT` for what is no object and for an unknown option, which is never dropped.
 */
export function parseOptions<T extends object>(
  call: string,
  options: T | undefined,
  known: readonly (keyof T & string)[],
): Partial<T> {
  if (options === undefined) return {};
  if (!isPlainObject(options)) {
    throw invalidArgument(`the options of ${call} are an object, not ${kindOf(options)}`);
  }
  const names: readonly string[] = known;
  const stranger = namesIn(options).find((name) => !names.includes(name));
  if (stranger === undefined) return options;
  throw invalidArgument(
    `${call} has no option ${JSON.stringify(stranger)}; it knows ${list(names)}`,
  );
}

/** An `INVALID_ARGUMENT` with this message. */
export function invalidArgument(message: string): KvError<"INVALID_ARGUMENT"> {
  return KvError.of("INVALID_ARGUMENT", message);
}

/** Judges a boolean option; undefined is `fallback`. */
export function parseFlag(name: string, value: unknown, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value === "boolean") return value;
  throw invalidArgument(`${name} is true or false, not ${kindOf(value)}`);
}

/** Judges an option that is one word of a few; undefined is `fallback`. */
export function parseChoice<const T extends string, F extends T | undefined>(
  name: string,
  value: unknown,
  choices: readonly T[],
  fallback: F,
): T | F {
  if (value === undefined) return fallback;
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw invalidArgument(`${name} is one of ${list(choices)}, not ${kindText(value)}`);
}

/** Judges a whole number of at least `least`; undefined stays undefined. */
export function parseCount(name: string, value: unknown, least: number): number | undefined {
  if (value === undefined) return undefined;
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
  throw invalidArgument(`${name} is a whole number of at least ${least}, not ${kindText(value)}`);
}

/** Judges a function that may be left out. */
export function parseFunction<T>(name: string, value: T | undefined): T | undefined {
  if (value === undefined || typeof value === "function") return value;
  throw invalidArgument(`${name} is a function, not ${kindOf(value)}`);
}

/** A short value itself, or what kind of thing it is. */
export function kindText(value: unknown): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.length <= 40 ? JSON.stringify(value) : kindOf(value);
}

/** The names of what can be read of an object, inherited ones included: a setting is one wherever it stands. */
export function namesIn(object: object): string[] {
  const names: string[] = [];
  for (const name in object) names.push(name);
  return names;
}

/** True for what has properties of its own and nothing else: no list, no Map, no date. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === "[object Object]";
}

function list(words: readonly string[]): string {
  return words.length === 0 ? "none" : words.map((word) => JSON.stringify(word)).join(", ");
}
