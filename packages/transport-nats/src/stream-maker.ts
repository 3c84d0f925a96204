import { failureIn, type Api } from "./api.ts";
import type { StreamInfo } from "./bucket-info.ts";
import { pause } from "./deadlines.ts";
import type { DeletedBuckets } from "./deleted-buckets.ts";
import type { ApiFailure } from "./mapping/api-error.ts";
import type { StreamConfig } from "./mapping/stream-config.ts";

/** Servers answer so now and then when they make the files of a stream; asked again they do it. */
const STORE_FAILED = 10049;
const MOST_TRIES = 8;
const PAUSE_MS = 25;

/**
 * Makes the stream of a bucket, or finds it the same; tries again where the server stumbles over its own files,
 * and where it gives a new bucket what a deleted one held.
 *
 * @returns Why there is none; undefined when there is.
 */
export async function makeStream(
  api: Pick<Api, "call" | "tryCall">,
  deleted: DeletedBuckets,
  { bucket, config }: { readonly bucket: string; readonly config: StreamConfig },
): Promise<ApiFailure | undefined> {
  const subject = `STREAM.CREATE.${config.name}`;
  for (let tries = 1; ; tries += 1) {
    const answer = await api.tryCall<StreamInfo>({ subject, body: config, bucket, isWrite: true });
    const failure = failureIn(answer);
    const isRevived = failure === undefined && deleted.isRevived(bucket, answer as StreamInfo);
    const mayHelp = isRevived || failure?.err_code === STORE_FAILED;
    if (!mayHelp || tries === MOST_TRIES) return failure;
    if (isRevived) {
      await api.call({ subject: `STREAM.DELETE.${config.name}`, bucket, isWrite: true });
    }
    await pause(PAUSE_MS * tries);
  }
}
