import { findServers, startServer } from "@revkv/dev/nats-server";
import { differenceOf } from "./difference.ts";
import { prepare } from "./prepare.ts";
import { transcriptOf } from "./transcript.ts";

const USAGE = `usage: main.js <language> <server> [<other server>]
A server is a url, or the version of a nats-server of this machine, such as 2.15.1.
Prints the transcript of one server, or what differs between two.`;

const [language, ...servers] = process.argv.slice(2);
if (language === undefined || servers.length === 0 || servers.length > 2) throw new Error(USAGE);
const prepared = await prepare(language);
if (!prepared.isReady) throw new Error(prepared.reason);
const transcripts = await Promise.all(servers.map(transcriptAt));
const [first, second] = transcripts.map(({ lines }) => lines);
const lines = second === undefined ? (first ?? []) : differenceOf(first ?? [], second);
for (const line of lines) console.log(line);
for (const { fault } of transcripts) if (fault !== "") console.error(fault);
const isEqual = second === undefined || lines.length === 0;
process.exitCode = isEqual && transcripts.every(({ fault }) => fault === "") ? 0 : 1;

async function transcriptAt(name: string): Promise<Awaited<ReturnType<typeof transcriptOf>>> {
  if (name.includes("://")) return transcriptOf(language ?? "", name);
  const found = findServers().find(({ version }) => version === name);
  if (found === undefined) throw new Error(`there is no nats-server ${name} on this machine`);
  const server = await startServer(found);
  try {
    return await transcriptOf(language ?? "", server.url);
  } finally {
    await server.stop();
  }
}
