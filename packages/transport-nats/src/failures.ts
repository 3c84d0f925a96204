import { isKvError, KvError } from "@revkv/core";

/** The store takes nothing any more. */
export function closed(): KvError {
  return KvError.of("CLOSED", "the store is closed", { outcomeUnknown: false });
}

/** Nobody listens where a request went, so surely nothing has happened. */
export function nobody(subject: string): KvError {
  return KvError.of("UNAVAILABLE", `nobody answers at ${subject}`);
}

/** No answer came in time. */
export function late(
  question: { readonly subject: string; readonly isWrite: boolean },
  timeoutMs: number,
  isSent: boolean,
): KvError {
  const message = `no answer to ${question.subject} within ${timeoutMs} ms`;
  return KvError.of("TIMEOUT", message, { outcomeUnknown: question.isWrite && isSent });
}

/** The connection went away while something was under way. */
export function gone(message: string, isWrite = false): KvError {
  return KvError.of("DISCONNECTED", message, { outcomeUnknown: isWrite });
}

/** Nothing was sent: the connection is closed or closing. */
export function notSent(cause: unknown): KvError {
  const message = "the connection takes no more requests";
  return KvError.of("DISCONNECTED", message, { cause, outcomeUnknown: false });
}

/** What the server's permissions refuse. */
export function forbidden(subject: string, cause: unknown): KvError {
  return KvError.of("PERMISSION_DENIED", `the server forbids ${subject}`, { cause });
}

/** What flow control was answered does not come to the server, which sends no more until it does. */
export function unheard(subject: string): KvError {
  const message = `answers to ${subject} do not arrive: the account has to let $JS.FC.> pass`;
  return KvError.of("PERMISSION_DENIED", message);
}

/** What is delivered does not come here: the server says that it has made a consumer, and that is all. */
export function unreached(inbox: string): KvError {
  const message = `nothing that is delivered to ${inbox} arrives: the account has to let it pass`;
  return KvError.of("PERMISSION_DENIED", message);
}

/** An answer that is not what the protocol says. */
export function malformed(subject: string, cause: unknown): KvError {
  return KvError.of("BACKEND", `an answer from ${subject} that cannot be read`, { cause });
}

/** Messages of a consumer did not come. */
export function lost(what: string): KvError {
  return gone(`messages of a consumer were lost: ${what}`);
}

/** The bucket that a watch or a read was about is no more. */
export function deleted(bucket: string): KvError {
  return KvError.of("BUCKET_DELETED", `the bucket ${JSON.stringify(bucket)} was deleted`);
}

/** Whatever else can go wrong. */
export function unknown(cause: unknown): KvError {
  return KvError.of("BACKEND", "something failed in a way that revkv does not know", { cause });
}

/** Whether the same may go well later. */
export function mayPass(error: unknown): boolean {
  return (
    isKvError(error, "TIMEOUT") ||
    isKvError(error, "UNAVAILABLE") ||
    isKvError(error, "DISCONNECTED")
  );
}
