import { onTestFinished } from "vitest";
import { Front } from "../../src/connections/front.ts";
import { newServerId } from "../../src/connections/info.ts";
import { parseServeOptions, type ServeOptions } from "../../src/options.ts";
import { Router } from "../../src/routing/router.ts";
import type { Service } from "../../src/routing/service.ts";

/** A service that answers nothing: clients have each other alone. */
export const noService: Service = { take: () => false, interestChanged: () => {} };

/** A server of this package without a store. */
export interface OwnServer {
  readonly url: string;
  readonly wsUrl: string | undefined;
  readonly port: number;
  readonly router: Router;
  close(): Promise<void>;
}

/** Starts a server that the test does not have to close. */
export async function startOwn(options?: ServeOptions, service = noService): Promise<OwnServer> {
  const router = new Router(service);
  const front = new Front(parseServeOptions(options), router, newServerId());
  await front.open();
  const close = () => front.close();
  onTestFinished(close);
  const { url, wsUrl } = front;
  return { url, wsUrl, port: Number(new URL(url).port), router, close };
}
