import { failedCall, failureIn, type Api } from "./api.ts";
import type { Binding } from "./binding.ts";
import type { MessageAnswer } from "./mapping/raw-entry.ts";

/** Which message of a stream: the last of a subject, which may have wildcards, or the one of a revision. */
export type Wanted = { readonly last_by_subj: string } | { readonly seq: number };

const NO_MESSAGE = 10037;

/** Asks the leader of a bucket's stream for a message; null when there is none. */
export async function leaderMessage(
  api: Api,
  { bucket, stream }: Binding,
  wanted: Wanted,
): Promise<MessageAnswer | null> {
  const subject = `STREAM.MSG.GET.${stream}`;
  const call = { subject, body: wanted, bucket };
  const answer = await api.tryCall<{ readonly message: MessageAnswer }>(call);
  if ("message" in answer) return answer.message;
  const failure = failureIn(answer) ?? {};
  if (failure.err_code === NO_MESSAGE) return null;
  throw failedCall(failure, bucket);
}
