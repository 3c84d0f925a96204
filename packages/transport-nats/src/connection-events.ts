import type { NatsConnection } from "@nats-io/nats-core";

/** What happens to a connection, as its users need to know it. */
export interface ConnectionEvents {
  /** It is gone; the client may make another. */
  disconnected(): void;
  /** There is another. */
  reconnected(): void;
  /** The server refused to publish to a subject. */
  forbidden(subject: string, cause: unknown): void;
  /** It is closed for good. */
  closed(): void;
}

/**
 * Follows a connection until it closes, or until the next event after `isOver` gives true: the client's
 * iterator of events cannot be left while it waits.
 */
export async function followConnection(
  connection: NatsConnection,
  events: ConnectionEvents,
  isOver: () => boolean,
): Promise<void> {
  void connection.closed().then(
    () => events.closed(),
    () => events.closed(),
  );
  for await (const status of connection.status()) {
    if (isOver()) return;
    if (status.type === "disconnect") events.disconnected();
    if (status.type === "reconnect") events.reconnected();
    if (status.type !== "error") continue;
    const subject = forbiddenSubject(status.error);
    if (subject !== undefined) events.forbidden(subject, status.error);
  }
}

/** By its fields, so that a second copy of the client's package does not matter. */
function forbiddenSubject(error: Error): string | undefined {
  if (error.name !== "PermissionViolationError") return undefined;
  const { operation, subject } = error as { operation?: unknown; subject?: unknown };
  return operation === "publish" && typeof subject === "string" ? subject : undefined;
}
