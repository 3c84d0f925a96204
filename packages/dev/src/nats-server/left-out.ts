import { HOW_TO_GET } from "./choose.ts";

/** Why the tests of a suite did not run: there was no server for them. */
export interface LeftOut {
  readonly suite: string;
  /** The servers that would do, where there are some and none of these; `none` where there is none. */
  readonly wants: string;
}

declare module "vitest" {
  interface TaskMeta {
    leftOut?: LeftOut;
  }
}

/** One line that tells which suites were left out, and how to run them. */
export function leftOutLine(
  suites: readonly LeftOut[],
  env: Readonly<Record<string, string | undefined>>,
): string {
  const names = suites.map(({ suite, wants }) => (wants === "" ? suite : `${suite} (${wants})`));
  const list = [...new Set(names)].join(", ");
  if (env["REVKV_NATS_SERVER"] === "off") return `left out, as REVKV_NATS_SERVER=off asks: ${list}`;
  return `left out for want of a nats-server: ${list}; get one: ${HOW_TO_GET}`;
}
