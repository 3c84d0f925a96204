/** Prints an error that nobody expected: it is a mistake of the server's own, for whoever runs it to read. */
export function report(error: unknown): void {
  console.error("revkv: the server failed", error);
}

/** Does what nobody waits for, such as what a timer is due for: an error is printed, and goes no further. */
export function shielded(call: () => void): void {
  try {
    call();
  } catch (error) {
    report(error);
  }
}
