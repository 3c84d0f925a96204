/** The revkv engine served to NATS clients: what tests start instead of a nats-server. */
export type { ServerEvent } from "./connections/settings.ts";
export type { ServeOptions } from "./options.ts";
export { serve, type KvServer } from "./serve.ts";
