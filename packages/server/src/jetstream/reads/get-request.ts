import { fieldsOf, flag, int, listOf, moment, text, uint64, type Shape } from "../api/shapes.ts";

/** Which messages are asked for. */
export interface GetRequest {
  readonly seq?: number;
  readonly last_by_subj?: string;
  readonly next_by_subj?: string;
  readonly batch?: number;
  readonly max_bytes?: number;
  readonly start_time?: number;
  readonly multi_last?: readonly string[];
  readonly up_to_seq?: number;
  readonly up_to_time?: number;
  readonly no_hdr?: boolean;
}

/** The body of a request for messages. */
export const getRequest: Shape<GetRequest> = fieldsOf("JSApiMsgGetRequest", {
  seq: uint64,
  last_by_subj: text,
  next_by_subj: text,
  batch: int,
  max_bytes: int,
  start_time: moment,
  multi_last: listOf(text),
  up_to_seq: uint64,
  up_to_time: moment,
  no_hdr: flag,
});

/** Whether a request asks for what no message can be: a place by number and by time, the last and the next. */
export function isContradictory(request: GetRequest): boolean {
  const { seq = 0, last_by_subj: last = "", next_by_subj: next = "", start_time } = request;
  const hasLast = last !== "";
  const hasTime = start_time !== undefined;
  return (
    (seq > 0 && hasLast) || (seq > 0 && hasTime) || (hasTime && hasLast) || (hasLast && next !== "")
  );
}
