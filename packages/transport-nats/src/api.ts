import type { KvError } from "@revkv/core";
import { errorOf, type ApiFailure } from "./mapping/api-error.ts";
import type { Requests } from "./requests.ts";

/** A request to the JetStream API about one bucket. */
export interface ApiCall {
  /** Behind the prefix, such as `STREAM.INFO.KV_users`. */
  readonly subject: string;
  readonly body?: object | undefined;
  readonly bucket: string;
  readonly isWrite?: boolean;
}

const decoder = new TextDecoder();

/** The JetStream API under one prefix: JSON out, JSON back. */
export class Api {
  /** What all its subjects begin with, without the dot. */
  readonly prefix: string;
  readonly #requests: Requests;

  constructor(requests: Requests, prefix: string) {
    this.#requests = requests;
    this.prefix = prefix;
  }

  /** Gives the answer; rejects with the error that a failure of the API is. */
  call<T extends object>(call: ApiCall): Promise<T> {
    return this.#ask<T>(call, (failure) => {
      throw errorOf(failure, call);
    });
  }

  /** The same, where some failures are answers. */
  tryCall<T extends object>(call: ApiCall): Promise<T | { readonly failure: ApiFailure }> {
    return this.#ask<T | { readonly failure: ApiFailure }>(call, (failure) => ({ failure }));
  }

  #ask<T extends object>(
    { subject, body, isWrite = false }: ApiCall,
    failed: (failure: ApiFailure) => T,
  ): Promise<T> {
    return this.#requests.ask<T>({
      subject: `${this.prefix}.${subject}`,
      payload: body === undefined ? "" : JSON.stringify(body),
      isWrite,
      accept: (data) => {
        const parsed = JSON.parse(decoder.decode(data)) as T & { readonly error?: ApiFailure };
        return parsed.error === undefined ? parsed : failed(parsed.error);
      },
    });
  }
}

/** Whether a failure of the API was told, and which; for what it means here see the mapping. */
export function failureIn(answer: object): ApiFailure | undefined {
  return "failure" in answer ? (answer.failure as ApiFailure) : undefined;
}

/** The error of a call that failed. */
export function failedCall(failure: ApiFailure, bucket: string): KvError {
  return errorOf(failure, { bucket });
}
