import type { KvOperation } from "@revkv/core/words";
import type { RecordedBytes, RecordedEntry } from "../recording/line.ts";
import { bytesOf } from "../recording/recorded-bytes.ts";
import type { AskedWrite } from "./past-call.ts";

/** What an entry is, whoever tells of it. */
export interface Content {
  readonly key: string;
  readonly operation: KvOperation;
  /** Undefined where only its head was told. */
  readonly value: RecordedBytes | undefined;
  /** Bytes of the value. */
  readonly length: number;
}

/** An entry that was committed, at some moment between two lines of the recording. */
export interface Committed extends Content {
  readonly revision: number;
  /** Before this line it was not yet there. */
  readonly from: number;
  /** From this line on it had been there. */
  readonly to: number;
  /** The backend itself wrote it, in place of an entry whose time was over. */
  readonly isLimitMarker: boolean;
}

/** What a write asked to be stored. */
export function contentOfWrite({ asked }: AskedWrite): Content {
  const { key, operation, value } = asked;
  return { key, operation, value, length: bytesOf(value).length };
}

/** What a watch was given; with `isHead` its bytes were to be left out. */
export function contentOfEntry(entry: RecordedEntry, isHead: boolean): Content {
  const { key, operation, length } = entry;
  return { key, operation, value: isHead ? undefined : entry.value, length };
}

/** Whether two tell of the same; a head is held against a head. */
export function isSameContent(one: Content, other: Content): boolean {
  return (
    one.key === other.key &&
    one.operation === other.operation &&
    one.length === other.length &&
    (one.value === undefined || other.value === undefined || isSame(one.value, other.value))
  );
}

/** A text that two of the same content share. */
export function nameOf({ key, operation, value, length }: Content, isHead: boolean): string {
  return JSON.stringify([key, operation, length, ...(isHead ? [] : [value])]);
}

function isSame(one: RecordedBytes, other: RecordedBytes): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
