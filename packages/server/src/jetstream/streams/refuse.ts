import { failures, type FailureName } from "@revkv/transport-nats/mapping";
import { Refusal } from "../api/refusal.ts";

/** Refuses a request in the words of its failure, or in closer ones. */
export function refuse(name: FailureName, description?: string): never {
  const failure = failures[name];
  throw new Refusal(description === undefined ? failure : { ...failure, description });
}

/** Refuses settings for a reason of their own. */
export function invalid(description: string): never {
  return refuse("invalidConfig", description);
}
