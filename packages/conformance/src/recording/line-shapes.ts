import type { RecordedRequest } from "./line.ts";

/** Whether a value is what it should be. */
type Judge = (value: unknown) => boolean;
/** The fields of an object; those that may be left out end with a question mark. */
type Shape = Readonly<Record<string, Judge>>;

const isText: Judge = (value) => typeof value === "string";
const isNumber: Judge = (value) => Number.isFinite(value);
const isCount: Judge = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isFlag: Judge = (value) => typeof value === "boolean";
const isNull: Judge = (value) => value === null;
const isTrue: Judge = (value) => value === true;
const isBytes: Judge = (value) => isText(value) || hasShape(value, { base64: isText });
const isOperation = oneOf("PUT", "DEL", "PURGE");
const isConsistency = oneOf("direct", "leader");
const isExpected: Judge = (value) => isCount(value) || oneOf("any", "absent")(value);
const isStart: Judge = (value) =>
  oneOf("last", "all", "new")(value) || hasShape(value, { revision: isCount });
const isEntry: Judge = (value) =>
  hasShape(value, {
    key: isText,
    revision: isCount,
    createdMs: isNumber,
    operation: isOperation,
    "reason?": isText,
    value: isBytes,
    length: isCount,
    delta: isCount,
  });
const isError: Judge = (value) =>
  hasShape(value, { code: isText, "natsCode?": isNumber, "details?": isObject, message: isText });
const isStatus: Judge = (value) => isObject(value) && isText(value["bucket"]);

/** What each request has besides its name, and what it gives. */
const REQUESTS: Readonly<
  Record<RecordedRequest["ask"], { readonly fields: Shape; readonly result: Judge }>
> = {
  createBucket: { fields: { config: isObject }, result: isNull },
  updateBucket: { fields: { config: isObject }, result: isNull },
  deleteBucket: { fields: {}, result: isFlag },
  bucketStatus: { fields: {}, result: isStatus },
  link: { fields: {}, result: isNull },
  bucketNames: { fields: {}, result: listOf(isText) },
  bucketStatuses: { fields: {}, result: listOf(isStatus) },
  close: { fields: {}, result: isNull },
  write: {
    fields: {
      key: isText,
      operation: isOperation,
      value: isBytes,
      expected: isExpected,
      "ttlMs?": isNumber,
    },
    result: isCount,
  },
  read: { fields: { key: isText, "consistency?": isConsistency }, result: isEntryOrNull },
  readAt: { fields: { revision: isCount, "consistency?": isConsistency }, result: isEntryOrNull },
  readMany: { fields: { keys: listOf(isText) }, result: listOf(isEntry) },
  subscribe: {
    fields: { filters: listOf(isText), start: isStart, metaOnly: isFlag, live: isFlag },
    result: isNull,
  },
  dropMarkers: { fields: { olderThanMs: isNumber }, result: isCount },
};

const CALL: Shape = { call: isCount, client: isText, bucket: isText, atMs: isNumber };

/** Whether a line is a header. */
export const isHeader: Judge = (line) =>
  hasShape(line, {
    recording: (version) => version === 1,
    title: isText,
    backend: isText,
    features: isObject,
    validated: listOf((one) => hasShape(one, { server: isText, date: isText })),
  });

/** Whether a line is a call with all that its request has. */
export function isCall(line: Readonly<Record<string, unknown>>): boolean {
  const request = requestOf(line["ask"]);
  return request !== undefined && hasShape(line, { ...CALL, ask: isText, ...request.fields });
}

/** Whether a line ends a call as a call with this request can end. */
export function isReturn(line: unknown, ask: string): boolean {
  const result = requestOf(ask)?.result ?? isNull;
  const ends = { return: isCount, atMs: isNumber };
  return hasShape(line, { ...ends, result }) || hasShape(line, { ...ends, error: isError });
}

/** Whether a line is something that happens to a subscription. */
export function isWatch(line: unknown): boolean {
  const events: readonly Shape[] = [
    { entry: isEntry },
    { caughtUp: isTrue },
    { closed: (reason) => reason === null || isError(reason) },
    { paused: isTrue },
    { resumed: isTrue },
    { stopped: isTrue },
  ];
  return events.some((event) => hasShape(line, { watch: isCount, atMs: isNumber, ...event }));
}

/** Whether a value is an object with names. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function requestOf(ask: unknown): (typeof REQUESTS)[RecordedRequest["ask"]] | undefined {
  return Object.hasOwn(REQUESTS, String(ask)) ? REQUESTS[ask as RecordedRequest["ask"]] : undefined;
}

function isEntryOrNull(value: unknown): boolean {
  return value === null || isEntry(value);
}

function listOf(isItem: Judge): Judge {
  return (value) => Array.isArray(value) && value.every(isItem);
}

function oneOf(...words: readonly string[]): Judge {
  return (value) => words.includes(value as string);
}

function hasShape(value: unknown, shape: Shape): boolean {
  if (!isObject(value)) return false;
  return Object.entries(shape).every(([name, judge]) => {
    const isOptional = name.endsWith("?");
    const part = value[isOptional ? name.slice(0, -1) : name];
    return (isOptional && part === undefined) || judge(part);
  });
}
