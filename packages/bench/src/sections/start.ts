import { place, type Place } from "../run/place.ts";
import { plain, times } from "../run/row.ts";
import type { Section } from "../run/section.ts";

const EMBEDDED = place("first-put embedded", "ms");
const SPAWNED = place("first-put spawned", "ms");

/** How soon there is a store, and how much has to be loaded for it. */
export const start: Section = {
  name: "start",
  about:
    "The packages as they are published. Each import is the first one of a fresh process. First put: from the first import to the " +
    "first put, as in a file of tests; the server is started while its client is imported, and looking for its binary does not count.",
  rounds: 9,
  isTimed: true,
  rows: [
    plain("new store and first put, warm", "us", place("warm-start", "warmUs")),
    plain("new store and first put, cold", "us", place("warm-start", "firstUs")),
    plain("import of core and transport-local", "ms", importOf("revkv")),
    plain("import of eventemitter3 alone", "ms", importOf("eventemitter3")),
    plain("import of @nats-io/kv and transport-node", "ms", importOf("nats")),
    plain("core and transport-local together, minified, gzip", "KB", place("size", "gzipKb")),
    plain("the same as published, gzip", "KB", place("size", "plainGzipKb")),
    plain("first put, embedded", "ms", EMBEDDED),
    plain("first put, server spawned", "ms", SPAWNED),
    times("first put, embedded beside a server spawned", SPAWNED, EMBEDDED),
  ],
};

function importOf(what: string): Place {
  return place(`import ${what}`, "ms");
}
