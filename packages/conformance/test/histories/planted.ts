import type { BucketLink, RawEntry, Store, Transport, Write } from "@revkv/core";
import { overriding } from "../../src/commands/overriding.ts";

/** A transport whose links do some things otherwise; the sound link is there to be asked. */
export function planted(
  transport: Transport,
  plant: (link: BucketLink) => Partial<BucketLink>,
): Transport {
  const open = async (): Promise<Store> => {
    const store = await transport.open();
    const link = async (name: string): Promise<BucketLink> => {
      const sound = await store.link(name);
      return overriding<BucketLink>(sound, plant(sound));
    };
    return overriding<Store>(store, { link });
  };
  return { name: `spoilt ${transport.name}`, open };
}

/** Now and then the leader gives a client what it gave it before. */
export function staleReads(every: number): (link: BucketLink) => Partial<BucketLink> {
  let reads = 0;
  return (link) => {
    const last = new Map<string, RawEntry | null>();
    return {
      read: async (key, ...how) => {
        reads += 1;
        const before = last.get(key);
        const now = await link.read(key, ...how);
        last.set(key, now);
        return reads % every === 0 && before !== undefined ? before : now;
      },
    };
  };
}

/** Now and then a write overwrites what is there, whatever it demands. */
export function lostUpdates(every: number): (link: BucketLink) => Partial<BucketLink> {
  let demands = 0;
  return (link) => ({
    write: (write: Write, ...signal) => {
      if (write.expected === "any") return link.write(write, ...signal);
      demands += 1;
      const isBlind = demands % every === 0;
      return link.write(isBlind ? { ...write, expected: "any" } : write, ...signal);
    },
  });
}
