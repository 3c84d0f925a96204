import type {
  ConnectOptions,
  KvBucket,
  KvManager,
  Transport,
  TransportFeatures,
} from "@revkv/core";
import type { KvConfig } from "@revkv/core/words";
import type { CaseTime } from "./time.ts";

/** What a case has: a store, a fresh bucket in it, and its time. */
export interface World {
  readonly kv: KvManager;
  /** What `kv` is connected to. */
  readonly transport: Transport;
  /** Made with the settings of the case; nobody else knows it. */
  readonly bucket: KvBucket;
  readonly time: CaseTime;
  readonly features: TransportFeatures;
  /** A name for a bucket that no other case uses; all names are as long as one another, since sizes depend on them. */
  readonly newName: () => string;
  /** Makes a further bucket. */
  readonly create: (config?: KvConfig) => Promise<KvBucket>;
  /** Makes the bucket of the case again after it was deleted. */
  readonly remake: (config?: KvConfig) => Promise<KvBucket>;
  /** Another client of the same store, with connections and handles of its own. */
  readonly anotherManager: (options?: ConnectOptions) => Promise<KvManager>;
}
