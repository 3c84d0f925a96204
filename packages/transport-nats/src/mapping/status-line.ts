/** What the first line of a header block says beside its version. */
export interface StatusLine {
  /** 0 for a message that has headers and no status. */
  readonly code: number;
  readonly description: string;
}

const NO_STATUS: StatusLine = { code: 0, description: "" };
const STATUS = /^NATS\/1\.0[ \t]+(\d+)[ \t]*(.*)/;

/**
 * The status that a header block begins with.
 *
 * @example
 * console.log(statusLine("NATS/1.0 404 Message Not Found\r\n\r\n").code); // 404
 */
export function statusLine(block: string): StatusLine {
  const [, code, description = ""] = STATUS.exec(block) ?? [];
  return code === undefined ? NO_STATUS : { code: Number(code), description: description.trim() };
}
