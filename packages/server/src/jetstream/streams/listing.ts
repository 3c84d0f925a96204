import type { Operations } from "../api/api.ts";
import { pageOf, type Page } from "../api/page.ts";
import { parseOptionalRequest } from "../api/requests.ts";
import { fieldsOf, int, text, type Shape } from "../api/shapes.ts";
import { isAskedFor, streamInfo } from "./stream-info.ts";
import type { Stream } from "./stream.ts";
import type { Streams } from "./streams.ts";
import type { Surroundings } from "./surroundings.ts";

const MOST_NAMES = 1_024;
const MOST_INFOS = 256;

interface ListRequest {
  readonly offset?: number;
  readonly subject?: string;
}

const namesRequest: Shape<ListRequest> = listRequest("JSApiStreamNamesRequest");
const infosRequest: Shape<ListRequest> = listRequest("JSApiStreamListRequest");

/** What is told of all streams, a page at a time. */
export function listOperations(streams: Streams, around: Surroundings): Operations {
  return {
    "STREAM.NAMES": {
      type: "stream_names_response",
      blank: { total: 0, offset: 0, limit: 0, streams: null },
      run({ payload }) {
        const request = parseOptionalRequest(payload, namesRequest);
        const { found, ...page } = askedFor(streams, request, MOST_NAMES);
        const names = found.map(({ settings }) => settings.name);
        return { ...page, streams: names.length === 0 ? null : names };
      },
    },
    "STREAM.LIST": {
      type: "stream_list_response",
      blank: { total: 0, offset: 0, limit: 0, streams: [] },
      run({ payload }) {
        const request = parseOptionalRequest(payload, infosRequest);
        const { found, ...page } = askedFor(streams, request, MOST_INFOS);
        const infos = found.map((stream) => streamInfo(stream, around, { withServer: false }));
        return { ...page, streams: infos };
      },
    },
  };
}

function listRequest(type: string): Shape<ListRequest> {
  return fieldsOf(type, { offset: int, subject: text });
}

function askedFor(
  streams: Streams,
  { offset = 0, subject = "" }: ListRequest,
  limit: number,
): Page<Stream> {
  const all = streams.all().filter((stream) => subject === "" || isAskedFor(stream, subject));
  return pageOf(all, offset, limit);
}
