import { serve, type KvServer } from "@revkv/server";
import { local } from "@revkv/transport-local";

/** Serves a store of its own on a free port of the loopback. */
export function serveStore(): Promise<KvServer> {
  return serve(local());
}
