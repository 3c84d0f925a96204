/** The object with some of its methods replaced; everything else reaches the object itself. */
export function overriding<T extends object>(target: T, methods: Partial<T>): T {
  return new Proxy(target, {
    get(from, name): unknown {
      const value: unknown = Reflect.get(name in methods ? methods : from, name);
      return typeof value === "function" ? value.bind(from) : value;
    },
  });
}
