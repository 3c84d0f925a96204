/**
 * Where goes what a listener throws: to the user's handler, or to the console. The handler may throw
 * too; nothing of it reaches whoever wrote the entry.
 */
export function listenerReporter(
  onListenerError: ((error: unknown) => void) | undefined,
): (error: unknown) => void {
  return (error) => {
    try {
      (onListenerError ?? print)(error);
    } catch (second) {
      printIfPossible(second);
    }
  };
}

function print(error: unknown): void {
  console.error("revkv: a listener threw", error);
}

/** A test runner may have made the console throw. */
function printIfPossible(error: unknown): void {
  try {
    print(error);
  } catch {
    // There is nobody left to tell.
  }
}
