import { parseRequest } from "../api/requests.ts";
import { refuse } from "../streams/refuse.ts";
import { createRequest, type CreateRequest, type GivenConfig } from "./create-request.ts";
import { refuseConsumer } from "./refuse.ts";

/** Where a request for a consumer came to. */
export interface CreateSubject {
  readonly stream: string;
  /** The consumer's name in the subject; undefined where it has none. */
  readonly name: string | undefined;
  /** What stands behind the name: the one filter; empty for none. */
  readonly filter: string;
  /** Whether it is the older subject, for durable consumers alone. */
  readonly isForDurables: boolean;
}

/** What is to be made, or changed. */
export interface CreatePlan {
  readonly stream: string;
  /** Empty where the server gives a name. */
  readonly name: string;
  readonly given: GivenConfig;
  readonly action: NonNullable<CreateRequest["action"]>;
  readonly isPedantic: boolean;
}

/**
 * What a request asks for, judged as far as it can be without the stream.
 *
 * @throws A refusal where subject and body do not fit together.
 */
export function createPlan(subject: CreateSubject, payload: Uint8Array): CreatePlan {
  const { stream } = subject;
  const request = parseRequest(payload, createRequest);
  const { stream_name = "", config = {}, action = "", pedantic = false } = request;
  if (stream !== stream_name) refuse("nameMismatch");
  const name = subject.name ?? config.name ?? "";
  if (/[\\/]/.test(name)) refuseConsumer("pathInName");
  checkNames(subject, config);
  if (subject.filter !== "") checkFilter(subject.filter, config);
  if ((config.num_replicas ?? 0) > 1) refuse("replicas");
  // The name in the subject holds, whatever the body says.
  const given = subject.name === undefined ? config : { ...config, name };
  return { stream, name: config.durable_name || name, given, action, isPedantic: pedantic };
}

function checkNames({ name, isForDurables }: CreateSubject, config: GivenConfig): void {
  const durable = config.durable_name ?? "";
  if (isForDurables && durable === "") refuseConsumer("durableNotSet");
  if (durable === "") return;
  if (name === undefined) refuseConsumer("ephemeralWithDurable");
  if (name !== durable) refuseConsumer("nameNotDurable");
}

function checkFilter(filter: string, config: GivenConfig): void {
  if ((config.filter_subjects ?? []).length > 0) refuseConsumer("filtersInSubject");
  if (config.filter_subject !== filter) refuseConsumer("filterNotOfSubject");
}
