import { sleep } from "../base/sleep.ts";
import { isKvError } from "../words/errors.ts";
import { invalidArgument, parseCount, parseFunction, parseOptions } from "../words/options.ts";
import type { KvBucket, KvModifyOptions } from "./bucket.ts";
import type { Session } from "./session.ts";

const MOST_RETRIES = 10;
const LONGEST_BACKOFF_MS = 100;

/** What a modify works with. */
export interface ModifyParts<Out, In> {
  readonly bucket: Pick<KvBucket<Out, In>, "get" | "put">;
  readonly session: Session;
}

/** Read, change, write under compare-and-set, and again while other writes come first (R4.8). */
export async function modify<Out, In>(
  { bucket, session }: ModifyParts<Out, In>,
  key: string,
  change: (value: Out | undefined) => In | Promise<In>,
  options: KvModifyOptions | undefined,
): Promise<number> {
  const { signal, retries } = parseOptions("modify", options, ["signal", "retries"]);
  const most = parseCount("retries", retries, 0) ?? MOST_RETRIES;
  if (parseFunction("change", change) === undefined)
    throw invalidArgument("modify needs a function");
  for (let lost = 0; ; lost += 1) {
    const seen = await bucket.get(key, { signal, consistency: "leader" });
    const value = await session.found(Promise.resolve(change(seen?.value)), signal);
    try {
      return await bucket.put(key, value, { signal, expected: seen?.revision ?? "absent" });
    } catch (error) {
      const isRace = isKvError(error, "REVISION_MISMATCH") || isKvError(error, "KEY_EXISTS");
      if (!isRace || lost >= most) throw error;
    }
    // Who lost once tries again at once; a crowd spreads out.
    if (lost > 0) await sleep(Math.random() * Math.min(LONGEST_BACKOFF_MS, 2 ** lost), signal);
  }
}
