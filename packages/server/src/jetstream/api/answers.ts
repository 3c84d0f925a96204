import { encodeText } from "@revkv/core/words";
import { API_LEVEL, VERSION } from "../../version.ts";

/** What every type of an answer begins with. */
const TYPES = "io.nats.jetstream.api.v1.";

/** What answers add to the words of the user's in the settings of what they tell of. */
export const SERVER_METADATA: Readonly<Record<string, string>> = {
  "_nats.level": String(API_LEVEL),
  "_nats.ver": VERSION,
};

/** An answer of the API, typed as clients expect it. */
export function encodeAnswer(type: string, answer: object): Uint8Array {
  return encodeText(JSON.stringify({ type: TYPES + type, ...answer }));
}

/** A moment as servers write it; what has no moment is the year 1. */
export function timeOf(ms: number | undefined): string {
  if (ms === undefined) return "0001-01-01T00:00:00Z";
  // Whole ms are all there is: zeros at the end are left out, as servers do.
  return new Date(ms).toISOString().replace(/\.?0*Z$/, "Z");
}
