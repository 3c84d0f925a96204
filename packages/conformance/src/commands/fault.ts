import { KvError, type KvErrorCode } from "@revkv/core/words";
import type { TransportFeatures } from "@revkv/core";
import * as fc from "fast-check";
import { brief } from "./print.ts";
import type { Operation } from "./operation.ts";
import type { Kind } from "./kind.ts";
import { anyClient, anyKey } from "./pools.ts";
import type { Client } from "./world.ts";

/** What a malformed call fails with. */
export interface Failure {
  readonly code: KvErrorCode;
  readonly natsCode?: number;
}

/** A call that is wrong by itself, whatever the state. */
export interface Fault {
  readonly kind: Kind;
  /** What is wrong, for a report. */
  readonly text: string;
  /** The feature that makes it right; undefined where it is wrong everywhere. */
  readonly needs?: keyof TransportFeatures | undefined;
  /** Makes the error; gets the key that the call was about. */
  fails(key: string): unknown;
  /** The call; `key` is one in order. */
  call(client: Client, key: string): Promise<unknown>;
}

/** A fault for each of the wrong values: the same call with it, and the same failure. */
export function faults(
  kind: Kind,
  what: string,
  failure: Failure,
  values: readonly unknown[],
  call: (client: Client, value: never, key: string) => Promise<unknown>,
): readonly Fault[] {
  return values.map((value) => ({
    kind,
    needs: failure.code === "FEATURE_UNSUPPORTED" ? "mirror" : undefined,
    text: `${what} ${brief(value)}`,
    fails: (key) => failureOf(failure, key),
    call: (client, key) => call(client, value as never, key),
  }));
}

/** Lists joined into one, for tables that are read row by row. */
export function rows(...lists: readonly (readonly unknown[])[]): readonly unknown[] {
  return lists.flat();
}

/** A fault whose call gets a signal that is aborted already. */
export function abortedFault(
  kind: Kind,
  call: (
    client: Client,
    options: { readonly signal: AbortSignal },
    key: string,
  ) => Promise<unknown>,
): Fault {
  return {
    kind,
    text: "an aborted signal",
    fails: () => "too late",
    call: (client, key) => call(client, { signal: AbortSignal.abort("too late") }, key),
  };
}

function failureOf(failure: Failure, key: string): KvError {
  const origin = { natsCode: failure.natsCode };
  if (failure.code !== "INVALID_VALUE") {
    return KvError.of(failure.code as "BACKEND", "the arguments are wrong", origin);
  }
  const details = { ...origin, key, revision: undefined };
  return KvError.of("INVALID_VALUE", "the arguments are wrong", details);
}

/** Operations out of a list of faults: each must fail as it says, and change nothing. */
export function faulty(list: readonly Fault[]): fc.Arbitrary<Operation> {
  return fc
    .record({ fault: fc.constantFrom(...list), client: anyClient, key: anyKey })
    .map(({ fault, client, key }) => ({
      kind: fault.kind,
      isBad: true,
      text: `bad ${fault.kind}: ${fault.text}`,
      // What some stores can do and others not is no fault.
      isPossible: (_model, scope) => fault.needs === undefined || scope.noneHas(fault.needs),
      begin: () => ({
        call: `client ${client}: ${fault.kind} of ${brief(key)} with ${fault.text}`,
        met: [],
        expected: () => {
          throw fault.fails(key);
        },
        actual: (world) => fault.call(world.client(client), key),
      }),
    }));
}
