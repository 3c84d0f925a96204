import type { BucketLog } from "./bucket-log.ts";
import type { Engine, EngineObserver } from "./engine.ts";
import { Follower, type FollowPlan } from "./follower.ts";

/** The buckets of an engine that copy others: mirrors and sources, for servers. */
export class Followers implements EngineObserver {
  readonly #engine: Engine;
  readonly #all = new Set<Follower>();

  private constructor(engine: Engine) {
    this.#engine = engine;
    engine.observer = this;
  }

  /** Those of an engine. */
  static of(engine: Engine): Followers {
    return engine.observer instanceof Followers ? engine.observer : new Followers(engine);
  }

  /**
   * Copies what a bucket holds and gets into another, which is there.
   *
   * @returns A function that ends it.
   */
  add(target: BucketLog, plan: FollowPlan): () => void {
    const follower = new Follower(target, plan);
    this.#all.add(follower);
    const origin = this.#engine.find(plan.origin);
    if (origin !== undefined) follower.attach(origin);
    return () => this.#drop(follower);
  }

  /** A bucket has been made: those that wait for it begin. */
  placed(log: BucketLog): void {
    for (const follower of this.#all) if (follower.origin === log.name) follower.attach(log);
  }

  /** A bucket is about to be deleted: nothing is copied into it any more. */
  deleted(log: BucketLog): void {
    for (const follower of this.#all) if (follower.target === log) this.#drop(follower);
  }

  #drop(follower: Follower): void {
    follower.close();
    this.#all.delete(follower);
  }
}
