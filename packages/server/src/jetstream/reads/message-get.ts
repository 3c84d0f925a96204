import type { Operations } from "../api/api.ts";
import { timeOf } from "../api/answers.ts";
import { isEmptyRequest, parseRequest } from "../api/requests.ts";
import { refuse } from "../streams/refuse.ts";
import type { Streams } from "../streams/streams.ts";
import { getRequest, isContradictory, type GetRequest } from "./get-request.ts";
import { MessageLog, type FoundMessage } from "./message-log.ts";

/** One stored message by its sequence, or by its subject. */
export function messageOperations(streams: Streams): Operations {
  return {
    "STREAM.MSG.GET.*": {
      type: "stream_msg_get_response",
      isUncounted: true,
      run({ names: [name = ""], payload }) {
        if (isEmptyRequest(payload)) refuse("badRequest");
        const request = parseRequest(payload, getRequest);
        if (!isServed(request)) refuse("badRequest");
        const message = find(new MessageLog(streams.get(name)), request);
        return { message: told(message ?? refuse("noMessage"), request.no_hdr === true) };
      },
    },
  };
}

/** One message alone, at one place. */
function isServed(request: GetRequest): boolean {
  const { batch = 0, max_bytes = 0, seq = 0, last_by_subj, next_by_subj, start_time } = request;
  if (batch > 0 || max_bytes > 0 || isContradictory(request)) return false;
  return seq > 0 || start_time !== undefined || (last_by_subj || next_by_subj || "") !== "";
}

function find(log: MessageLog, request: GetRequest): FoundMessage | undefined {
  const { start_time, last_by_subj: last = "", next_by_subj: next = "" } = request;
  const seq = start_time === undefined ? (request.seq ?? 0) : log.sequenceAt(start_time);
  if (next !== "") return log.next(seq, next);
  return seq > 0 ? log.at(seq) : log.last(last);
}

function told({ subject, seq, headers, bytes, createdMs }: FoundMessage, isBare: boolean): object {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  const hdrs = Buffer.from(headers, "latin1").toString("base64");
  return {
    subject,
    seq,
    ...(headers === "" || isBare ? {} : { hdrs }),
    ...(data === "" ? {} : { data }),
    time: timeOf(createdMs),
  };
}
