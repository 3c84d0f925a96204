/** Options that remember which of their properties were read. */
export interface WatchedOptions<T extends object> {
  /** What to pass on: behaves as the original. */
  readonly options: T;
  /** The own properties, with dots for nested ones, whose value nobody has read. */
  readonly unread: () => readonly string[];
}

/**
 * Wraps options or a config, so that a test can tell an option that was accepted and then dropped:
 * after a call that succeeded, `unread()` must be empty. Nested plain objects are watched too.
 *
 * @example
 * const { options, unread } = watched({ history: 3, metadata: { team: "core" } });
 * await kv.create("orders", options);
 * console.log(unread()); // []
 */
export function watched<T extends object>(options: T): WatchedOptions<T> {
  const read = new Set<string>();
  return {
    options: recorder(options, "", read),
    unread: () => pathsOf(options, "").filter((path) => !read.has(path)),
  };
}

function recorder<T extends object>(target: T, prefix: string, read: Set<string>): T {
  const nested = new Map<PropertyKey, unknown>();
  return new Proxy(target, {
    get(from, name): unknown {
      const value: unknown = Reflect.get(from, name);
      if (typeof name === "symbol" || !Object.hasOwn(from, name)) return value;
      read.add(prefix + name);
      if (!isPlain(value)) return value;
      const known = nested.get(name) ?? recorder(value, `${prefix}${name}.`, read);
      nested.set(name, known);
      return known;
    },
  });
}

function pathsOf(target: object, prefix: string): readonly string[] {
  return Object.entries(target).flatMap(([name, value]: [string, unknown]) => [
    prefix + name,
    ...(isPlain(value) ? pathsOf(value, `${prefix}${name}.`) : []),
  ]);
}

function isPlain(value: unknown): value is object {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
