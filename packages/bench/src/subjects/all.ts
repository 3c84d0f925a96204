import { subject as engine } from "./engine.ts";
import { subject as keyvBuffer } from "./keyv-buffer.ts";
import { subject as keyvPlain } from "./keyv-plain.ts";
import { subject as local } from "./local.ts";
import { subject as lruCache } from "./lru-cache.ts";
import { subject as map } from "./map.ts";
import { subject as mapCopy } from "./map-copy.ts";
import { subject as mapLog } from "./map-log.ts";
import { subject as memoryLevel } from "./memory-level.ts";
import { subject as natsKv } from "./nats-kv.ts";
import type { About } from "./subject.ts";
import { subject as unstorage } from "./unstorage.ts";

/** The subjects that answer at once, by the names of their files. */
export const syncSubjects: Readonly<Record<string, About>> = {
  map: map.about,
  "map-log": mapLog.about,
  engine: engine.about,
  "lru-cache": lruCache.about,
};

/** The subjects that are awaited. */
export const asyncSubjects: Readonly<Record<string, About>> = {
  local: local.about,
  "map-copy": mapCopy.about,
  "keyv-plain": keyvPlain.about,
  "keyv-buffer": keyvBuffer.about,
  unstorage: unstorage.about,
  "memory-level": memoryLevel.about,
  "nats-kv": natsKv.about,
};
