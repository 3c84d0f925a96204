import type { BucketLink, Sink, Store, Transport } from "@revkv/core";
import { overriding } from "./overriding.ts";

/** What has reached one live subscription, before the facade drops, keeps or delivers it. */
export interface Arrivals {
  entries: number;
  isCaughtUp: boolean;
}

/**
 * A transport through which everything passes unchanged, and that counts what is given to watchers: a
 * watcher without a consumer shows nothing of what waits in it, and a run on real time must know that
 * all of it is there before it goes on.
 */
export class CountingTransport implements Transport {
  readonly name: string;
  readonly #transport: Transport;
  #newest: Arrivals = { entries: 0, isCaughtUp: false };

  constructor(transport: Transport) {
    this.name = transport.name;
    this.#transport = transport;
  }

  /** Of the live subscription that was begun last. */
  get newest(): Arrivals {
    return this.#newest;
  }

  async open(): Promise<Store> {
    const store = await this.#transport.open();
    return overriding<Store>(store, {
      link: async (bucket) => this.#counting(await store.link(bucket)),
    });
  }

  #counting(link: BucketLink): BucketLink {
    return overriding<BucketLink>(link, {
      subscribe: (request, sink) =>
        link.subscribe(request, request.live ? this.#counter(sink) : sink),
    });
  }

  #counter(sink: Sink): Sink {
    const arrivals: Arrivals = { entries: 0, isCaughtUp: false };
    this.#newest = arrivals;
    return {
      entry: (entry) => {
        arrivals.entries += 1;
        return sink.entry(entry);
      },
      caughtUp: () => {
        arrivals.isCaughtUp = true;
        sink.caughtUp();
      },
      closed: (reason) => sink.closed(reason),
    };
  }
}
