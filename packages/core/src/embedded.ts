import type { Transport } from "./contract/transport.ts";
import type { Engine } from "./engine/engine.ts";

/** A transport whose store is an engine in this process: who has it can reach, and serve, the same buckets. */
export interface EmbeddedTransport extends Transport {
  /** Where its buckets are. */
  readonly engine: Engine;
}
