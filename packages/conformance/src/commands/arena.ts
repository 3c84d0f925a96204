import type { KvConfig } from "@revkv/core/words";
import { ModelStore } from "../model/model-store.ts";
import { BUCKET } from "./bucket-under-test.ts";
import type { Coverage } from "./coverage.ts";
import type { Scope } from "./scope.ts";
import type { StoreUnderTest } from "./store-profile.ts";
import { World } from "./world.ts";

/** Where a sequence happens: the model, all tested stores, and the record of what was done to them. */
export class Arena {
  readonly model: ModelStore;
  readonly worlds: readonly World[];
  readonly scope: Scope;
  readonly coverage: Coverage;
  /** Every call of the sequence and its outcome in the first store. */
  readonly transcript: string[] = [];

  private constructor(worlds: readonly World[], scope: Scope, coverage: Coverage) {
    const clock = worlds.find(({ store }) => store.clock !== undefined)?.store.clock;
    this.model = new ModelStore(clock?.nowMs() ?? 0);
    this.worlds = worlds;
    this.scope = scope;
    this.coverage = coverage;
  }

  /** Opens every store with a bucket of that config. Clocks that are turned all begin at the same time. */
  static async open(
    stores: readonly StoreUnderTest[],
    how: { readonly config: KvConfig; readonly hasTimers: boolean },
    record: { readonly scope: Scope; readonly coverage: Coverage },
  ): Promise<Arena> {
    const worlds: World[] = [];
    for (const tested of stores) {
      worlds.push(await World.open(tested.profile, await tested.open(how), how.config));
    }
    const arena = new Arena(worlds, record.scope, record.coverage);
    arena.model.create(BUCKET, how.config);
    return arena;
  }

  /** The stores that still hold what the model holds. */
  get present(): readonly World[] {
    return this.worlds.filter((world) => !world.isParted);
  }

  /** Where time is real, the model's goes a ms a step: so the time of an entry tells the step that wrote it. */
  tick(): void {
    if (this.scope.isTurned) return;
    this.model.advance(1);
    for (const { store } of this.worlds) store.clock?.advance(1);
  }

  /** Ends everything. */
  async close(): Promise<void> {
    for (const world of this.worlds) {
      this.coverage.explain(world.profile.name, world.explained, world.isParted);
      await world.close();
    }
  }
}
