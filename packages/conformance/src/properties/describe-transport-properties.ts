import type { StoreProfile, TestedStore } from "../commands/store-profile.ts";
import { checkLinearizable } from "../histories/check-history.ts";
import type { HistoryOptions } from "../histories/facts.ts";
import { showFinding } from "../histories/finding.ts";
import { runClients } from "../histories/run-clients.ts";
import { runCommands } from "../run-commands.ts";
import type { Subject, TestRunner } from "../suite/subject.ts";
import { vitestRunner } from "../suite/vitest-runner.ts";
import { openSubject } from "../suite/open-subject.ts";
import { probedProfile } from "./probed-profile.ts";

/** A subject, how much is done to it, and who runs the tests. */
export interface TransportProperties extends Subject, HistoryOptions {
  /** How many sequences of random operations; 100 unless given. */
  readonly sequences?: number;
  /** How many operations several clients do at the same time; 2,000 unless given. */
  readonly operations?: number;
  /** How many clients do them; 8 unless given. */
  readonly clients?: number;
  /** Another one at each run unless given; titles show it. */
  readonly seed?: number;
  /** Where a run with this seed failed: that sequence alone is done again. */
  readonly path?: string | undefined;
  /** What runs of random operations have to know and the store does not tell: what it keeps otherwise than the model. */
  readonly profile?: Partial<StoreProfile>;
  /** Vitest unless given. */
  readonly runner?: TestRunner;
}

const TIMEOUT_MS = 600_000;

/**
 * Declares the tests that do random things to a backend: sequences of operations that must end as the reference
 * model says, and clients at work at the same time, whose history must be linearizable. Each opened store has to
 * be empty, and nobody else's: all its buckets are deleted.
 *
 * @example
 * const features = {
 *   ttl: true, limitMarkers: true, multiFilter: true, snapshotRead: true,
 *   mirror: false, metadata: true, compression: true,
 * };
 * describeTransportProperties({ name: "local", features, open: () => local() });
 */
export function describeTransportProperties(properties: TransportProperties): void {
  const { name, runner = vitestRunner, path } = properties;
  const seed = properties.seed ?? Date.now() % 2 ** 31;
  runner.describe(`${name} has the properties of a store, seed ${seed}`, () => {
    runner.test(
      "random operations end as the reference model says",
      () => modelled(properties, seed),
      TIMEOUT_MS,
    );
    if (path !== undefined) return;
    runner.test(
      "what clients do at the same time is linearizable",
      () => linearizable(properties, seed),
      TIMEOUT_MS,
    );
  });
}

async function modelled(properties: TransportProperties, seed: number): Promise<void> {
  const { sequences = 100, path } = properties;
  const probed = await probedProfile(properties);
  const refused = [...probed.refused, ...(properties.profile?.refused ?? [])];
  const profile = { ...probed, ...properties.profile, refused };
  const open = (): Promise<TestedStore> => openSubject(properties);
  await runCommands({ stores: [{ profile, open }], sequences, seed, path });
}

async function linearizable(properties: TransportProperties, seed: number): Promise<void> {
  const { operations = 2_000, clients = 8, bucketConfig: config } = properties;
  const { transport, close } = await openSubject(properties);
  const lines = await runClients({
    open: () => transport,
    clients,
    operations,
    seed,
    ...(config && { config }),
  });
  await close?.();
  const { findings, acknowledgedWrites } = checkLinearizable(lines, properties);
  if (findings.length > 0) throw new Error(findings.map(showFinding).join("\n\n"));
  if (acknowledgedWrites === 0) throw new Error("no write was stored");
}
