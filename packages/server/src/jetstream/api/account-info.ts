import type { Streams } from "../streams/streams.ts";
import type { ApiCount, Operation } from "./api.ts";

const UNLIMITED = {
  max_memory: -1,
  max_storage: -1,
  max_streams: -1,
  max_consumers: -1,
  max_ack_pending: -1,
  memory_max_stream_bytes: -1,
  storage_max_stream_bytes: -1,
  max_bytes_required: false,
};

/** What is stored in all, and how often the API was asked. */
export function accountInfo(
  streams: Streams,
  around: { readonly count: () => ApiCount; consumersOf(stream: string): number },
): Operation {
  return {
    type: "account_info_response",
    run() {
      const all = streams.all();
      const sum = (of: (stream: (typeof all)[number]) => number): number =>
        all.reduce((total, stream) => total + of(stream), 0);
      const stored = (storage: string): number =>
        sum(({ settings, log }) => (settings.storage === storage ? log.totals().bytes : 0));
      const reserved = (storage: string): number =>
        sum(({ settings }) => (settings.storage === storage ? Math.max(0, settings.max_bytes) : 0));
      return {
        memory: stored("memory"),
        storage: stored("file"),
        reserved_memory: reserved("memory"),
        reserved_storage: reserved("file"),
        streams: all.length,
        consumers: sum(({ settings }) => around.consumersOf(settings.name)),
        limits: UNLIMITED,
        api: around.count(),
      };
    },
  };
}
