import { isKvError } from "@revkv/core";
import * as fc from "fast-check";
import type { ModelStore } from "../model/model-store.ts";
import { get } from "../model/reading.ts";
import { statesOf } from "./key-state.ts";
import { keyNow, operation, signalFor, withWatched } from "./making.ts";
import { BUCKET, bucketOf } from "./bucket-under-test.ts";
import type { Operation } from "./operation.ts";
import { anyClient, anySignal, nearKey, showKey, type KeySpec } from "./pools.ts";
import { brief } from "./print.ts";
import type { Scope } from "./scope.ts";
import type { Client } from "./world.ts";
import { writeInModel } from "./writes.ts";

interface ModifySpec {
  readonly client: number;
  readonly near: KeySpec;
  readonly sign: string;
  /** The function answers with a promise. */
  readonly isLate: boolean;
  /** Another client writes between the first read and the first write. */
  readonly isRaced: boolean;
  readonly retries: number;
  readonly hasSignal: boolean;
}

/** A modify that puts a sign before what is there; at times another client comes first. */
export const anyModify: fc.Arbitrary<Operation> = fc
  .record({
    client: anyClient,
    near: nearKey,
    sign: fc.constantFrom("m", "n"),
    isLate: fc.boolean(),
    isRaced: fc.boolean(),
    retries: fc.constantFrom(0, 1),
    hasSignal: anySignal,
  })
  .map((drawn) => {
    const how = `${drawn.isRaced ? ", raced" : ""}, ${drawn.retries} retries`;
    return operation(
      "modify",
      `modify ${showKey(drawn.near)} with ${drawn.sign}${how}`,
      (model, scope) => {
        const spec = { ...drawn, isRaced: drawn.isRaced && canRace(model, scope) };
        const key = keyNow(spec.near, model);
        const options = { retries: spec.retries, ...signalFor(spec.hasSignal) };
        return {
          call: `client ${spec.client}: modify(${brief(key)}, "${spec.sign}" + value${how}, ${brief(options)})`,
          met: statesOf(bucketOf(model), { keys: [key] }),
          expected: () => modifyInModel(model, spec, key),
          actual: (world) => {
            const rival = world.client(1 - spec.client);
            const change = changeOf(spec, key, rival);
            return withWatched(options, (watched) =>
              world.client(spec.client).bucket.modify(key, change, watched),
            );
          },
        };
      },
    );
  });

/**
 * Whether everybody sees the same of a race. On real time a watcher does not get what the rival has written
 * once the modify has removed it, and whether there is room for each must not depend on who looks when.
 */
function canRace(model: ModelStore, scope: Scope): boolean {
  if (scope.isTurned) return true;
  const { history = 1, maxBytes, maxValueBytes } = bucketOf(model)?.settings ?? {};
  return history > 1 && maxBytes === undefined && maxValueBytes === undefined;
}

function modifyInModel(model: ModelStore, spec: ModifySpec, key: string): number {
  for (let lost = 0; ; lost += 1) {
    const seen = get(model.bucket(BUCKET), key, { includeDeleted: false });
    const value = Uint8Array.from(spec.sign + (seen?.value ?? ""), (sign) => sign.charCodeAt(0));
    if (spec.isRaced && lost === 0) attempt(() => raceInModel(model, key));
    try {
      const expected = seen?.revision ?? "absent";
      return writeInModel(model, "PUT", { key, value, expected });
    } catch (error) {
      const isRace = isKvError(error, "REVISION_MISMATCH") || isKvError(error, "KEY_EXISTS");
      if (!isRace || lost >= spec.retries) throw error;
    }
  }
}

function raceInModel(model: ModelStore, key: string): void {
  writeInModel(model, "PUT", { key, value: "r" });
}

function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // The rival's write may fail too.
  }
}

type Change = (value: Uint8Array | undefined) => Uint8Array | Promise<Uint8Array>;

function changeOf(spec: ModifySpec, key: string, rival: Client): Change {
  let calls = 0;
  const change = (value: Uint8Array | undefined): Uint8Array =>
    Uint8Array.from([spec.sign.charCodeAt(0), ...(value ?? [])]);
  return (value) => {
    calls += 1;
    if (spec.isRaced && calls === 1) {
      return rival.bucket.put(key, "r").then(
        () => change(value),
        () => change(value),
      );
    }
    return spec.isLate ? Promise.resolve(change(value)) : change(value);
  };
}
