import { connect, type ConnectOptions, type KvBucket, type KvManager } from "@revkv/core";
import type { KvConfig } from "@revkv/core/words";
import { openSubject } from "./open-subject.ts";
import type { RuleCase } from "./rule-case.ts";
import type { Subject } from "./subject.ts";
import { realTime, turnedTime } from "./time.ts";
import type { World } from "./world.ts";

/**
 * Runs a case on a subject, with a store of its own.
 *
 * @throws What the case throws, or the subject when it cannot be opened or closed.
 */
export async function runCase(one: RuleCase, subject: Subject): Promise<void> {
  const { world, close } = await openWorld(one, subject);
  try {
    await one.run(world);
  } catch (error) {
    // What is broken may also refuse to be closed: that is not the news.
    await close().catch(() => undefined);
    throw error;
  }
  await close();
}

/** A store that is open for one case, and how to delete and close what the case has made and opened. */
interface OpenWorld {
  readonly world: World;
  readonly close: () => Promise<void>;
}

async function openWorld(one: RuleCase, subject: Subject): Promise<OpenWorld> {
  const { transport, clock, close: closeSubject } = await openSubject(subject);
  const managers: KvManager[] = [];
  const names = new Names();
  const newName = (): string => names.next();
  const anotherManager = async (options?: ConnectOptions): Promise<KvManager> => {
    const manager = await connect(transport, options);
    managers.push(manager);
    return manager;
  };
  const kv = await anotherManager();
  const make = (name: string, config?: KvConfig): Promise<KvBucket> =>
    kv.create(name, { ...subject.bucketConfig, ...config });
  const bucket = await make(newName(), one.config);
  const world = {
    kv,
    transport,
    bucket,
    time: clock === undefined ? realTime() : turnedTime(clock),
    features: subject.features,
    newName,
    create: (config?: KvConfig) => make(newName(), config),
    remake: (config = one.config) => make(bucket.name, config),
    anotherManager,
  };
  const close = async (): Promise<void> => {
    // A case may have closed its managers.
    const cleaner = await anotherManager();
    for (const name of names.given) await cleaner.delete(name);
    await Promise.all(managers.map((manager) => manager.close()));
    await closeSubject?.();
  };
  return { world, close };
}

/** Names of buckets that are not there yet, also where several runs share a server. */
class Names {
  readonly given: string[] = [];
  readonly #run: string = crypto.randomUUID().slice(-12);

  next(): string {
    const name = `case-${this.#run}-${String(this.given.length).padStart(2, "0")}`;
    this.given.push(name);
    return name;
  }
}
