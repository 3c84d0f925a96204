/** A message that a server has sent. */
export interface SentMessage {
  readonly body: Buffer;
}

const LINE = /^(?:PONG|PING|\+OK|INFO \{.*\} |-ERR '.*')$/su;
const MESSAGE = /^(?:MSG|HMSG) [^ ]+ [^ ]+ (?:[^ ]+ )?(?:(\d+) )?(\d+)$/u;

/** Reads what a server has sent, all of it; throws for a byte that belongs to no frame. */
export function framesIn(bytes: Buffer): SentMessage[] {
  const messages: SentMessage[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf("\r\n", at);
    const line = bytes.toString("latin1", at, Math.max(at, end));
    at = end + 2;
    const size = MESSAGE.exec(line)?.[2];
    if (size !== undefined) {
      const body = bytes.subarray(at, at + Number(size));
      at += Number(size) + 2;
      if (bytes.toString("latin1", at - 2, at) !== "\r\n") throw new Error(`no end: ${line}`);
      messages.push({ body });
    } else if (end < 0 || !LINE.test(line)) throw new Error(`no frame: ${JSON.stringify(line)}`);
  }
  return messages;
}
