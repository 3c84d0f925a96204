/** How a server differs from one with JetStream and nothing else. */
export interface ServerOptions {
  readonly name?: string;
  /** Text of a config file: accounts, tls, websocket, leaf nodes, a JetStream domain. */
  readonly config?: string;
  /** The port for clients; without it the server takes a free one. */
  readonly port?: number;
}

/** A server that the tests have started and that stops with them. */
export interface RunningServer {
  readonly version: string;
  /** The port for clients: the same one after each restart. */
  readonly port: number;
  readonly url: string;
  /** The process; undefined while the server is down. */
  readonly pid: number | undefined;
  /** The last lines of what the server has written, over all its restarts. */
  log(lines?: number): string;
  /** Shuts the server down and removes what it has stored. */
  stop(): Promise<void>;
  /** Ends the server from one moment to the next, as a crash would; its store remains. */
  kill(): Promise<void>;
  /** Starts the server again, at the same port and with the same store; one that runs is shut down first. */
  restart(): Promise<void>;
}
