import type { ModelStore } from "../model/model-store.ts";
import type { KeyState } from "./key-state.ts";
import type { Kind } from "./kind.ts";
import type { Scope } from "./scope.ts";
import type { World } from "./world.ts";

/** One try of an operation: its arguments are fixed, nothing has happened yet. */
export interface Attempt {
  /** The call as a report shows it. */
  readonly call: string;
  /** The states of the keys that it is about. */
  readonly met: readonly KeyState[];
  /** What the model says to it, and what it does to the model. */
  expected(): unknown;
  /** The call itself. */
  actual(world: World): Promise<unknown>;
}

/** Something that a run can do: made at random, and fixed in its details only when its turn comes. */
export interface Operation {
  readonly kind: Kind;
  /** Its arguments are wrong by themselves, whatever the state. */
  readonly isBad: boolean;
  /** How a report names it. */
  readonly text: string;
  /** False where it makes no sense, such as stopping a watcher that does not exist. */
  isPossible(model: ModelStore, scope: Scope): boolean;
  /** Fixes what depends on the state, such as a revision near the key's last, and what a store can do. */
  begin(model: ModelStore, scope: Scope): Attempt;
}
