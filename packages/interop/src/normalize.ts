/** What differs from run to run, or from server to server, and what stands for it. */
const PLACEHOLDERS: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, "<time>"],
  [/_INBOX\.[\w.]+/g, "<inbox>"],
  [/(nats:\/\/)?127\.0\.0\.1:\d+/g, "<address>"],
  // The server's own version, as it writes it into the metadata of each stream.
  [/(_nats\.ver"?: ?"|_nats\.ver=)\d+\.\d+\.\d+[^",}]*/g, "$1<version>"],
  // The name of the consumer that brought a sourced message.
  [/(Nats-Stream-Source: (?:\S+ ){5})\w{8}/g, "$1<consumer>"],
  // What a parser of JSON says of a bad document is its own.
  [/invalid JSON: (?:\\.|[^"'\\])*/g, "invalid JSON: <detail>"],
];

/** The lines of a transcript, with placeholders for times, addresses and names that a server makes up. */
export function normalize(transcript: string): string[] {
  let text = transcript;
  for (const [pattern, placeholder] of PLACEHOLDERS) text = text.replaceAll(pattern, placeholder);
  return text.trim().split("\n");
}
