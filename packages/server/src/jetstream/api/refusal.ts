import type { ApiFailure } from "@revkv/transport-nats/mapping";

/** A request that is answered with an error. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly failure: ApiFailure;

  constructor(failure: ApiFailure) {
    super(failure.description);
    this.failure = failure;
  }
}
