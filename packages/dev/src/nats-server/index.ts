export { newestServer, serverLike } from "./choose.ts";
export { startCluster, type RunningCluster } from "./cluster.ts";
export { findServers, type FoundServer, type Surroundings } from "./find.ts";
export { freePort } from "./ports.ts";
export { startProxy, type Proxy } from "./proxy.ts";
export type { RunningServer, ServerOptions } from "./running-server.ts";
export { startServer } from "./server.ts";
export { describeServers, type ServersWanted, type ServerTests } from "./suite.ts";
export { isAtLeast } from "./versions.ts";
