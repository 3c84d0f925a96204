/** A rule of docs/semantics.md, by its number and in a few words for tables. */
export interface Rule {
  readonly number: string;
  readonly section: string;
  readonly words: string;
}

const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "R1 Names": {
    "R1.1": "names of buckets",
    "R1.2": "keys",
    "R1.3": "filters",
    "R1.4": "names are compared byte by byte",
  },
  "R2 Revisions": {
    "R2.1": "one counter a bucket, one step a write",
    "R2.2": "a failed write uses no revision",
    "R2.3": "the counter outlives what it counted",
  },
  "R3 Values and history": {
    "R3.1": "an empty value is a value",
    "R3.2": "the newest entries of a key are kept",
    "R3.3": "history is 1 to 64",
    "R3.4": "a lower history trims at once",
    "R3.5": "bytes are copied in and out",
  },
  "R4 Compare-and-set": {
    "R4.1": "a write that expects a revision",
    "R4.2": "create needs that there is no live value",
    "R4.4": "update takes a revision from 1 on",
    "R4.6": "the order of the checks",
    "R4.7": "a lost race is told as one, whichever code it has",
    "R4.8": "modify tries again",
  },
  "R5 Markers": {
    "R5.1": "a delete leaves a marker above the history",
    "R5.2": "a purge leaves its marker alone",
    "R5.3": "both work on missing and deleted keys",
    "R5.4": "both give the marker's revision",
  },
  "R6 purgeDeletes": {
    "R6.1": "what lies below markers goes, old markers too",
    "R6.2": "watchers see nothing of it",
  },
  "R7 get": {
    "R7.1": "the live value, or null",
    "R7.2": "the entry of a revision",
    "R7.4": "who is asked",
    "R7.5": "getMany in the order asked",
  },
  "R8 keys": { "R8.1": "live keys by revision, each once" },
  "R9 history": { "R9.1": "all stored entries by revision" },
  "R10 watch": {
    "R10.1": "initial values",
    "R10.2": "every entry in order, none twice, none missing",
    "R10.4": "the end of the initial values",
    "R10.5": "ignoreDeletes",
    "R10.6": "metaOnly",
    "R10.7": "several filters",
    "R10.9": "what makes no event",
    "R10.10": "buffers",
    "R10.11": "the end with its bucket or its manager",
    "R10.12": "delivery after commit",
  },
  "R11 Time to live": {
    "R11.1": "entries go when they are old",
    "R11.3": "a time to live of one entry",
    "R11.4": "a time below that of limit markers is raised",
    "R11.5": "where a put takes a time to live",
    "R11.6": "limit markers",
    "R11.7": "a limit marker without room",
    "R11.8": "changed settings apply to what is stored",
    "R11.9": "limit markers stay switched on",
    "R11.10": "the clock",
  },
  "R12 Limits": {
    "R12.1": "the size of a value",
    "R12.2": "the size of an entry",
    "R12.3": "a bucket that is full",
  },
  "R14 Status": { "R14.1": "status" },
  "R15 Buckets": {
    "R15.1": "create of an existing bucket",
    "R15.2": "update and delete",
    "R15.3": "a handle is a name",
    "R15.4": "settings without effect",
  },
  "R16 Mirrors and sources": { "R16.1": "mirrors", "R16.2": "sources" },
  "R17 Calls that end early": {
    "R17.1": "after close",
    "R17.2": "signals",
    "R17.3": "a finite read that is cut short rejects",
  },
  "R19 Many keys at one moment": { "R19.1": "getMany is of one moment" },
};

/** Every rule, in order. */
export const RULES: readonly Rule[] = Object.entries(WORDS).flatMap(([section, rules]) =>
  Object.entries(rules).map(([number, words]) => ({ number, section, words })),
);
