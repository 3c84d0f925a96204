import type { TransportFeatures } from "@revkv/core";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Api } from "./api.ts";
import type { Requests } from "./requests.ts";

/** What the parts of one store share. */
export interface Backend {
  readonly connection: NatsConnection;
  readonly requests: Requests;
  readonly api: Api;
  readonly features: TransportFeatures;
  /** Whether several filters may be asked for at once. */
  readonly hasExactFilters: boolean;
  /** Whether a new consumer's count of what it will deliver is right. */
  readonly hasExactCounts: boolean;
  /** Who answers reads, unless a call says otherwise. */
  readonly consistency: "direct" | "leader";
  /** How long a call may take, ms. */
  readonly timeoutMs: number;
  /** What the inboxes of this connection begin with; undefined for the usual. */
  readonly inboxPrefix: string | undefined;
}
