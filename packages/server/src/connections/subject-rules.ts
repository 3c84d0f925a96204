import type { Message } from "../routing/message.ts";

/** What servers say to each other goes under these; a client may not. */
const RESERVED_SUBJECTS = ["_GR_.", "$GR.", "$NRG."] as const;
/** Answers to these are the server's own business. */
const RESERVED_REPLIES = ["_GR_.", "$GR.", "_R_.", "$JS.ACK."] as const;

/** True for a subject to listen to: no token is empty, and `>` is the last one. */
export function isFilter(subject: string): boolean {
  const tokens = subject.split(".");
  return tokens.every((token, at) => token !== "" && (token !== ">" || at === tokens.length - 1));
}

/** True for a subject to publish to: no token is empty or a wildcard. */
export function isLiteral(subject: string): boolean {
  return subject.split(".").every((token) => token !== "" && token !== "*" && token !== ">");
}

/** Why a client may not publish this; undefined when it may. */
export function forbidden({ subject, reply }: Message): string | undefined {
  if (isUnder(RESERVED_SUBJECTS, subject))
    return `Permissions Violation for Publish to ${JSON.stringify(subject)}`;
  if (reply !== "" && isUnder(RESERVED_REPLIES, reply))
    return `Permissions Violation for Publish with Reply of ${JSON.stringify(reply)}`;
  return undefined;
}

function isUnder(prefixes: readonly string[], subject: string): boolean {
  return prefixes.some((prefix) => subject.startsWith(prefix));
}
