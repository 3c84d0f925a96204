import { consumerFailures, type ConsumerFailureName } from "@revkv/transport-nats/mapping";
import { Refusal } from "../api/refusal.ts";

/** Refuses a request about a consumer in the words of its failure, or in closer ones. */
export function refuseConsumer(name: ConsumerFailureName, description?: string): never {
  const failure = consumerFailures[name];
  throw new Refusal(description === undefined ? failure : { ...failure, description });
}
