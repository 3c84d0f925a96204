/** What a run does, by the name of the call. */
export const KINDS = [
  "put",
  "create",
  "update",
  "delete",
  "purge",
  "modify",
  "get",
  "getMany",
  "keys",
  "history",
  "purgeDeletes",
  "status",
  "watch",
  "consume",
  "stopWatch",
  "createBucket",
  "openBucket",
  "updateBucket",
  "createOrUpdate",
  "deleteBucket",
  "names",
  "list",
  "advance",
  "reconnect",
] as const;
/** One of {@link KINDS}. */
export type Kind = (typeof KINDS)[number];
