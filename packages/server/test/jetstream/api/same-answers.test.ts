import { describeServers } from "@revkv/dev/nats-server";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { aStep, type Step } from "./requests.ts";
import { bothServers, type Peer, type Reference, type Served } from "./two-servers.ts";

const RUNS = 60;
const SECONDS = 1_000;

describeServers("any requests one after the other", { least: "2.15", isReal: true }, (server) => {
  const peers = bothServers(server);

  it(
    "are answered as the server answers them, field by field",
    async () => {
      const { served, reference } = peers();
      let compared = 0;
      const run = fc.asyncProperty(
        fc.array(aStep, { minLength: 20, maxLength: 60 }),
        async (steps) => {
          await served.clear();
          await reference.clear();
          for (const step of steps) {
            const answers = await answersTo(step, served, reference);
            if (answers === "apart") return;
            if (answers === undefined) continue;
            expect({ step, said: answers.served }).toEqual({ step, said: answers.reference });
            compared += 1;
          }
        },
      );
      await fc.assert(run, { numRuns: RUNS, seed: 1 });
      // Where nothing is stored, there is little to compare.
      expect(compared).toBeGreaterThan(RUNS * 10);
    },
    120 * SECONDS,
  );
});

interface Answers {
  readonly served: unknown;
  readonly reference: unknown;
}

/** What both say; undefined where one is not asked; `apart` where the server has what is not served here. */
async function answersTo(
  step: Step,
  served: Served,
  reference: Reference,
): Promise<Answers | "apart" | undefined> {
  if ("bucket" in step) {
    if (served.engine.find(step.bucket) === undefined) return undefined;
    return { served: await served.put(step), reference: await reference.put(step) };
  }
  const ask = (peer: Peer): ReturnType<Peer["ask"]> => peer.ask(step.subject, step.body);
  const [own, other] = [await ask(served), await ask(reference)];
  if (!JSON.stringify(own).includes("only key-value buckets are served")) {
    return { served: own, reference: other };
  }
  const isMade = JSON.stringify(other).includes('"did_create":true');
  if (isMade) await reference.ask(step.subject.replace("CREATE", "DELETE"), "");
  const isRefused = JSON.stringify(other).includes('"error"');
  return isMade || isRefused ? undefined : "apart";
}
