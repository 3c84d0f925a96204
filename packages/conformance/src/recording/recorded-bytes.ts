import { Buffer, isUtf8 } from "node:buffer";
import type { Bytes } from "@revkv/core/words";
import type { RecordedBytes } from "./line.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Bytes as a recording holds them. */
export function recordedBytes(bytes: Uint8Array): RecordedBytes {
  if (isUtf8(bytes)) return decoder.decode(bytes);
  return { base64: Buffer.from(bytes).toString("base64") };
}

/** The bytes that a recording holds. */
export function bytesOf(recorded: RecordedBytes): Bytes {
  if (typeof recorded === "string") return new TextEncoder().encode(recorded);
  return new Uint8Array(Buffer.from(recorded.base64, "base64"));
}
