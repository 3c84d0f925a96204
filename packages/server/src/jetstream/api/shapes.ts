import { JsonFault } from "./json-fault.ts";
import type { JsonNode, JsonScanner } from "./json-scanner.ts";

/** Where in a request a value stands. */
interface Place {
  readonly scanner: JsonScanner;
  /** The names on the way to it, the request's own one first; an index within a list. */
  readonly path: readonly (string | number)[];
  /** Whether an object may have fields that nobody knows. */
  readonly isLenient: boolean;
}

/** What a part of a request has to be. Servers say in their own words of types what it is not. */
export interface Shape<T> {
  readonly type: string;
  /** What null stands for where something has to stand. */
  readonly zero: T;
  /** Throws a {@link JsonFault} for a value of another shape. */
  read(node: JsonNode, place: Place): T;
  /** Whether null goes to `read` too. */
  readonly readsNull?: boolean;
}

/** Text of any kind. */
export const text: Shape<string> = {
  type: "string",
  zero: "",
  read: (node, place) => (node.kind === "string" ? node.text : mismatch("string", node, place)),
};

/** True or false. */
export const flag: Shape<boolean> = {
  type: "bool",
  zero: false,
  read: (node, place) =>
    node.kind === "bool" ? node.text === "true" : mismatch("bool", node, place),
};

/** A whole number of 64 bits. */
export const int64: Shape<number> = integer("int64", -(2n ** 63n), 2n ** 63n - 1n);
/** The same by its other name. */
export const int: Shape<number> = integer("int", -(2n ** 63n), 2n ** 63n - 1n);
/** A whole number of 32 bits. */
export const int32: Shape<number> = integer("int32", -(2n ** 31n), 2n ** 31n - 1n);
/** A sequence or a count. */
export const uint64: Shape<number> = integer("uint64", 0n, 2n ** 64n - 1n);
/** A length of time in nanoseconds. */
export const duration: Shape<number> = integer("time.Duration", -(2n ** 63n), 2n ** 63n - 1n);

/** A moment in ms, the next whole one for what lies between two; what is stored has whole ones. */
export const moment: Shape<number> = {
  type: "time.Time",
  zero: 0,
  read(node, place) {
    return node.kind === "string" ? momentOf(node.text) : mismatch("time.Time", node, place);
  },
};

/** One of some words; `fold` where upper case does as well. */
export function oneOf<const T extends string>(
  words: readonly T[],
  options: { readonly fold?: boolean } = {},
): Shape<T> {
  return {
    type: "string",
    zero: words[0] as T,
    readsNull: true,
    read(node, place) {
      const given = options.fold === true ? node.text.toLowerCase() : node.text;
      const word = words.find((one) => one === given);
      if (node.kind === "string" && word !== undefined) return word;
      throw new JsonFault(`can not unmarshal ${JSON.stringify(place.scanner.source(node))}`);
    },
  };
}

/** A list of things of one shape. */
export function listOf<T>(shape: Shape<T>, type: string = shape.type): Shape<readonly T[]> {
  const list = `[]${type}`;
  return {
    type: list,
    zero: [],
    read(node, place) {
      if (node.kind !== "array") return mismatch(list, node, place);
      return node.items.map((item, at) =>
        item.kind === "null"
          ? shape.zero
          : shape.read(item, { ...place, path: [...place.path, at] }),
      );
    },
  };
}

/** Names of the user's own with texts. */
export const texts: Shape<Readonly<Record<string, string>>> = {
  type: "map[string]string",
  zero: {},
  read(node, place) {
    if (node.kind !== "object") return mismatch("map[string]string", node, place);
    const pairs = node.items.map((item, at): [string, string] => {
      const name = node.names[at] ?? "";
      if (item.kind === "null") return [name, ""];
      return [name, text.read(item, { ...place, path: [...place.path, name] })];
    });
    return Object.fromEntries(pairs);
  },
};

/** The shapes of an object's fields. */
export type Fields<T> = { readonly [Name in keyof T]-?: Shape<T[Name] | NonNullable<T[Name]>> };

/** An object with known fields; what is not given, or null, is left out. */
export function fieldsOf<T extends object>(type: string, fields: Fields<T>): Shape<T> {
  // Names are taken in any case, as the JSON reader of servers takes them.
  const shapes = new Map(
    Object.entries(fields).map(([name, shape]) => [
      name.toLowerCase(),
      { name, shape: shape as Shape<unknown> },
    ]),
  );
  return {
    type: `server.${type}`,
    zero: {} as T,
    read(node, place) {
      if (node.kind !== "object") return mismatch(`server.${type}`, node, place);
      const path = place.path.length === 0 ? [type] : place.path;
      const read: Record<string, unknown> = {};
      for (const [at, item] of node.items.entries()) {
        const given = node.names[at] ?? "";
        const field = shapes.get(given.toLowerCase());
        if (field === undefined) {
          if (place.isLenient) continue;
          throw new JsonFault(`json: unknown field ${JSON.stringify(given)}`);
        }
        const { name, shape } = field;
        if (item.kind === "null" && shape.readsNull !== true) continue;
        read[name] = shape.read(item, { ...place, path: [...path, name] });
      }
      return read as T;
    },
  };
}

function integer(type: string, least: bigint, most: bigint): Shape<number> {
  return {
    type,
    zero: 0,
    read(node, place) {
      if (node.kind !== "number") return mismatch(type, node, place);
      const isWhole = /^-?\d+$/.test(node.text) && !(least === 0n && node.text.startsWith("-"));
      // What has more digits than the largest number has is not worth the work of reading it.
      const number = isWhole && node.text.length <= 20 ? BigInt(node.text) : undefined;
      if (number === undefined || number < least || number > most) {
        return mismatch(type, node, place, ` ${node.text}`);
      }
      return nearest(number, most);
    },
  };
}

/**
 * Times are counted in ns, and a few months of them are beyond what is exact here: they are as near as can be.
 * What would be read back as too large is kept a little smaller.
 */
function nearest(number: bigint, most: bigint): number {
  const near = Number(number);
  return BigInt(near) <= most ? near : near - Number.EPSILON * near;
}

function mismatch(type: string, node: JsonNode, { path }: Place, literal = ""): never {
  const where = path.join(".");
  const into =
    path.length === 0
      ? "Go value"
      : typeof path.at(-1) === "number"
        ? where
        : `Go struct field ${where}`;
  throw new JsonFault(`json: cannot unmarshal ${node.kind}${literal} into ${into} of type ${type}`);
}

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|[-+]\d\d:\d\d)$/;
const NS_DIGITS = 9;

/** The ms of a moment as it is written; throws a {@link JsonFault} for what is none. */
export function momentOf(given: string): number {
  const [, seconds = "", fraction = "", zone = ""] = RFC3339.exec(given) ?? [];
  const ms = Date.parse(`${seconds}${zone}`);
  if (seconds === "" || Number.isNaN(ms)) {
    const layout = "2006-01-02T15:04:05Z07:00";
    const shown = JSON.stringify(given);
    throw new JsonFault(`parsing time ${shown} as "${layout}": cannot parse ${shown} as "2006"`);
  }
  const ns = Number(fraction.slice(0, NS_DIGITS).padEnd(NS_DIGITS, "0"));
  return ms + Math.ceil(ns / 1_000_000);
}
