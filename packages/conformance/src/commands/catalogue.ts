import * as fc from "fast-check";
import { anyAdvance } from "./advance.ts";
import { anyBurst } from "./burst.ts";
import { bucketFaults } from "./bucket-faults.ts";
import {
  anyCreateBucket,
  anyCreateOrUpdate,
  anyDeleteBucket,
  anyList,
  anyNames,
  anyOpenBucket,
  anyUpdateBucket,
} from "./buckets.ts";
import { anyReconnect } from "./reconnect.ts";
import { faulty, type Fault } from "./fault.ts";
import { anyModify } from "./modify.ts";
import type { Operation } from "./operation.ts";
import type { Kind } from "./kind.ts";
import { oversized } from "./oversized.ts";
import { readFaults } from "./read-faults.ts";
import { anyGet, anyGetMany, anyHistory, anyKeys, anyPurgeDeletes, anyStatus } from "./reads.ts";
import { anyConsume, anyStopWatch, anyWatch } from "./watching.ts";
import { writeFaults } from "./write-faults.ts";
import { anyCreate, anyDelete, anyPurge, anyPut, anyUpdate } from "./writes.ts";

/** How one kind of operation is made, and how often. */
export interface Maker {
  readonly kind: Kind;
  /** Against the others; a run may leave the kind out or do it more often. */
  readonly weight: number;
  readonly operations: fc.Arbitrary<Operation>;
}

/** In so many of a hundred operations that can have them, the arguments are wrong. */
const BAD_PERCENT = 17;

function maker(
  kind: Kind,
  weight: number,
  good: fc.Arbitrary<Operation>,
  wrong: readonly Fault[] = [],
  others: readonly fc.Arbitrary<Operation>[] = [],
): Maker {
  if (wrong.length === 0) return { kind, weight, operations: good };
  const bad = fc.oneof({ weight: 9, arbitrary: faulty(wrong) }, ...others);
  const operations = fc.oneof(
    { weight: 100 - BAD_PERCENT, arbitrary: good },
    { weight: BAD_PERCENT, arbitrary: bad },
  );
  return { kind, weight, operations };
}

/** Every operation that runs are made of. */
export const CATALOGUE: readonly Maker[] = [
  maker(
    "put",
    20,
    fc.oneof({ weight: 9, arbitrary: anyPut }, { weight: 1, arbitrary: anyBurst }),
    writeFaults.put,
    [oversized("put")],
  ),
  maker("create", 9, anyCreate, writeFaults.create, [oversized("create")]),
  maker("update", 8, anyUpdate, writeFaults.update),
  maker("delete", 10, anyDelete, writeFaults.delete),
  maker("purge", 7, anyPurge, writeFaults.purge),
  maker("modify", 5, anyModify, writeFaults.modify),
  maker("get", 8, anyGet, readFaults.get),
  maker("getMany", 4, anyGetMany, readFaults.getMany),
  maker("keys", 4, anyKeys, readFaults.keys),
  maker("history", 5, anyHistory, readFaults.history),
  maker("purgeDeletes", 4, anyPurgeDeletes, readFaults.purgeDeletes),
  maker("status", 2, anyStatus),
  maker("watch", 7, anyWatch, readFaults.watch),
  maker("consume", 12, anyConsume),
  maker("stopWatch", 2, anyStopWatch),
  maker("createBucket", 3, anyCreateBucket, bucketFaults.createBucket),
  maker("openBucket", 2, anyOpenBucket, bucketFaults.openBucket),
  maker("updateBucket", 4, anyUpdateBucket, bucketFaults.updateBucket),
  maker("createOrUpdate", 2, anyCreateOrUpdate, bucketFaults.createOrUpdate),
  maker("deleteBucket", 2, anyDeleteBucket, bucketFaults.deleteBucket),
  maker("names", 1, anyNames),
  maker("list", 1, anyList),
  maker("advance", 14, anyAdvance),
  maker("reconnect", 1, anyReconnect),
];
