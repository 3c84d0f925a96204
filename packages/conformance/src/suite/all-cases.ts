import { bucketTtl } from "./cases/bucket-ttl.ts";
import { buckets } from "./cases/buckets.ts";
import { changedTimes } from "./cases/changed-times.ts";
import { clock } from "./cases/clock.ts";
import { compareAndSet } from "./cases/compare-and-set.ts";
import { consistency } from "./cases/consistency.ts";
import { copies } from "./cases/copies.ts";
import { creates } from "./cases/create.ts";
import { entrySizes } from "./cases/entry-sizes.ts";
import { entryTtlHistory } from "./cases/entry-ttl-history.ts";
import { entryTtl } from "./cases/entry-ttl.ts";
import { filters } from "./cases/filters.ts";
import { finiteReads } from "./cases/finite-reads.ts";
import { get } from "./cases/get.ts";
import { historyKept } from "./cases/history-kept.ts";
import { lifecycle } from "./cases/lifecycle.ts";
import { limitMarkerSettings } from "./cases/limit-marker-settings.ts";
import { limitMarkers } from "./cases/limit-markers.ts";
import { limits } from "./cases/limits.ts";
import { listings } from "./cases/listings.ts";
import { manyKeys, oneMoment } from "./cases/many-keys.ts";
import { markerAges } from "./cases/marker-ages.ts";
import { markers } from "./cases/markers.ts";
import { mirrors } from "./cases/mirrors.ts";
import { modifies } from "./cases/modify.ts";
import { names } from "./cases/names.ts";
import { orderOfChecks } from "./cases/order-of-checks.ts";
import { purgeDeletes } from "./cases/purge-deletes.ts";
import { races } from "./cases/races.ts";
import { readingValues } from "./cases/reading-values.ts";
import { revisions } from "./cases/revisions.ts";
import { settingRanges } from "./cases/setting-ranges.ts";
import { status } from "./cases/status.ts";
import { valueSizes } from "./cases/value-sizes.ts";
import { values } from "./cases/values.ts";
import { watchBuffer } from "./cases/watch-buffer.ts";
import { watchBusy } from "./cases/watch-busy.ts";
import { watchEnd } from "./cases/watch-end.ts";
import { watchFilters } from "./cases/watch-filters.ts";
import { watchInitialized } from "./cases/watch-initialized.ts";
import { watchListeners } from "./cases/watch-listeners.ts";
import { watchOptions } from "./cases/watch-options.ts";
import { watchOrder } from "./cases/watch-order.ts";
import { watchSilence } from "./cases/watch-silence.ts";
import { watchStart } from "./cases/watch-start.ts";
import type { RuleCase } from "./rule-case.ts";

/** Every case of the suite. */
export const ALL_CASES: readonly RuleCase[] = [
  ...names,
  ...filters,
  ...revisions,
  ...values,
  ...historyKept,
  ...copies,
  ...readingValues,
  ...compareAndSet,
  ...creates,
  ...orderOfChecks,
  ...races,
  ...modifies,
  ...markers,
  ...purgeDeletes,
  ...markerAges,
  ...get,
  ...consistency,
  ...manyKeys,
  ...listings,
  ...finiteReads,
  ...watchStart,
  ...watchInitialized,
  ...watchOrder,
  ...watchBusy,
  ...watchSilence,
  ...watchOptions,
  ...watchFilters,
  ...watchBuffer,
  ...watchEnd,
  ...watchListeners,
  ...bucketTtl,
  ...entryTtl,
  ...entryTtlHistory,
  ...limitMarkers,
  ...limitMarkerSettings,
  ...changedTimes,
  ...clock,
  ...valueSizes,
  ...entrySizes,
  ...limits,
  ...settingRanges,
  ...status,
  ...buckets,
  ...lifecycle,
  ...mirrors,
  ...oneMoment,
];
