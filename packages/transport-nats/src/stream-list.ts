import { KvError } from "@revkv/core";
import type { Api } from "./api.ts";
import type { StreamInfo } from "./bucket-info.ts";

/** One page of the streams of an account, in order of their names. */
interface StreamPage {
  readonly total: number;
  readonly streams: readonly StreamInfo[] | null;
  /** Streams whose leader did not answer. */
  readonly missing?: readonly string[] | undefined;
}

/** So often a listing begins anew when streams come and go while it is read. */
const MOST_TRIES = 5;

/**
 * All streams of the account. A page is found by its place, so one that was read while streams were made or
 * deleted may have skipped some: such a listing is read again.
 */
export async function listStreams(api: Api): Promise<readonly StreamInfo[]> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const streams = await listOnce(api);
    if (streams !== undefined) return streams;
  }
  throw KvError.of("INCOMPLETE_READ", "buckets came and went for as long as they were listed");
}

async function listOnce(api: Api): Promise<readonly StreamInfo[] | undefined> {
  const found: StreamInfo[] = [];
  let total: number | undefined;
  for (;;) {
    const body = { offset: found.length };
    const page = await api.call<StreamPage>({ subject: "STREAM.LIST", body, bucket: ">" });
    if (page.missing !== undefined && page.missing !== null && page.missing.length > 0) {
      const message = `the server does not reach all streams: ${page.missing.join(", ")}`;
      throw KvError.of("INCOMPLETE_READ", message);
    }
    total ??= page.total;
    const streams = page.streams ?? [];
    found.push(...streams);
    if (page.total !== total) return undefined;
    if (found.length >= total) return found;
    if (streams.length === 0) return undefined;
  }
}
