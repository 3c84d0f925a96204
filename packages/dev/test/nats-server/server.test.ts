import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { existsSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { describeServers, freePort, startServer } from "../../src/nats-server/index.ts";
import { isListening } from "../../src/nats-server/ports.ts";
import type { RunningServer, ServerOptions } from "../../src/nats-server/running-server.ts";

async function connectTo(port: number): Promise<NatsConnection> {
  const connection = await connect({ port, reconnect: false });
  onTestFinished(() => connection.close());
  return connection;
}

/** Which server answers at a port: a free one may be anybody's, since other tests start servers too. */
async function serverAt(port: number): Promise<string | undefined> {
  try {
    return (await connectTo(port)).info?.server_id;
  } catch {
    return undefined;
  }
}

/** The folder of a server, as its log tells it. */
function storeOf(server: RunningServer): string {
  return /Store Directory: "(.*?)\/store/.exec(server.log(1000))?.[1] ?? "";
}

describeServers("a server of a block", { isReal: true }, (server, found) => {
  test("is ready, of the version that was found, and has JetStream", async () => {
    const connection = await connectTo(server().port);
    expect(connection.info?.version).toBe(found.version);
    expect(server().version).toBe(found.version);
    expect(await (await jetstreamManager(connection)).getAccountInfo()).toMatchObject({
      streams: 0,
    });
    expect(server().log()).toContain("Server is ready");
    expect(server().log(1).split("\n")).toHaveLength(1);
  });
});

describeServers("a server that a test starts", { start: "none" }, (_, found) => {
  async function start(options?: ServerOptions): Promise<RunningServer> {
    const server = await startServer(found, options);
    onTestFinished(() => server.stop());
    return server;
  }

  test("keeps port and store when it is killed and when it is restarted", async () => {
    const server = await start();
    const { port, url } = server;
    const connection = await connectTo(port);
    const { streams } = await jetstreamManager(connection);
    await streams.add({ name: "kept", subjects: ["kept"] });
    await jetstream(connection).publish("kept", "first");

    const id = await serverAt(port);
    expect(id).toMatch(/^N/);
    await server.kill();
    expect(server.pid).toBeUndefined();
    expect(await serverAt(port)).not.toBe(id);
    await server.restart();
    expect([server.port, server.url]).toEqual([port, url]);
    const next = await connectTo(port);
    expect((await jetstream(next).publish("kept", "second")).seq).toBe(2);

    const first = server.pid;
    await server.restart();
    expect(server.pid).not.toBe(first);
    const last = await jetstreamManager(await connectTo(port));
    expect((await last.streams.info("kept")).state.messages).toBe(2);
    expect(server.log(1000).match(/Server is ready/g)).toHaveLength(3);
  });

  test("takes a name and a config, which JetStream survives", async () => {
    const websocket = await freePort();
    const config = `
      jetstream { domain: hub }
      websocket { listen: "127.0.0.1:${websocket}", no_tls: true }
      accounts { one { jetstream: enabled, users: [{ user: ada, password: secret }] } }
    `;
    const server = await start({ name: "lovelace", config });
    expect(await isListening(websocket)).toBe(true);
    const login = { user: "ada", pass: "secret" };
    const connection = await connect({ servers: server.url, ...login });
    onTestFinished(() => connection.close());
    expect(connection.info?.server_name).toBe("lovelace");
    const info = await (await jetstreamManager(connection)).getAccountInfo();
    expect(info.domain).toBe("hub");
  });

  test("leaves nothing behind when it stops, however often it is told to", async () => {
    const server = await startServer(found);
    const { pid = 0, port } = server;
    const store = storeOf(server);
    expect(existsSync(store)).toBe(true);
    expect(() => process.kill(pid, 0)).not.toThrow();
    const id = await serverAt(port);
    expect(id).toMatch(/^N/);
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    expect(await serverAt(port)).not.toBe(id);
    expect(existsSync(store)).toBe(false);
    await expect(server.restart()).rejects.toThrow("was stopped");
  });

  test("that does not start tells why", async () => {
    await expect(startServer(found, { config: "no config {" })).rejects.toThrow(
      /ended at once; its log ends with:\n.*Parse error on line 1/s,
    );
    const gone = { ...found, path: `${found.path}-gone` };
    await expect(startServer(gone)).rejects.toThrow("ENOENT");
  });
});
