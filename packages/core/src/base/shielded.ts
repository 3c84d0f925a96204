/**
 * A listener that disturbs nobody: what it throws, or rejects with when it is async, goes to the report and
 * reaches neither another listener nor whoever wrote the entry.
 */
export function shielded<Args extends readonly unknown[]>(
  listener: (...args: Args) => void,
  report: (error: unknown) => void,
): (...args: Args) => void {
  const call: (...args: Args) => unknown = listener;
  return (...args) => {
    try {
      const result = call(...args);
      if (result instanceof Promise) result.catch(report);
    } catch (error) {
      report(error);
    }
  };
}
