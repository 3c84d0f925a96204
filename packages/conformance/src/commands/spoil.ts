/**
 * Overwrites everything that can be overwritten in what was handed in or out, at any depth: whoever kept
 * a reference shows it later.
 */
export function spoil(value: unknown): void {
  if (value instanceof Map) value.clear();
  if (typeof value !== "object" || value === null || value instanceof AbortSignal) return;
  for (const [name, part] of Object.entries(value)) {
    spoil(part);
    Reflect.set(value, name, "spoilt");
  }
}
