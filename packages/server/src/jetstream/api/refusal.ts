import { isKvError } from "@revkv/core/words";
import { failureOf, type ApiFailure } from "@revkv/transport-nats/mapping";

/** A request that is answered with an error. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly failure: ApiFailure;

  constructor(failure: ApiFailure) {
    super(failure.description);
    this.failure = failure;
  }
}

/** What an error is to whoever asked; one that nobody expects is a mistake of ours, and goes on. */
export function failureIn(error: unknown): ApiFailure {
  if (error instanceof Refusal) return error.failure;
  if (isKvError(error)) return failureOf(error);
  throw error;
}
