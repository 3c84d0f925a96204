import * as fc from "fast-check";

/** What a client may do in one step, and how often it does it beside the others. */
const WEIGHTS = {
  put: 5,
  create: 3,
  update: 5,
  delete: 2,
  purge: 1,
  modify: 2,
  get: 6,
  getDirect: 2,
  getMany: 2,
} as const;

/** One step of a client. */
export interface ClientStep {
  readonly kind: keyof typeof WEIGHTS;
  readonly key: string;
  /** Whether a delete or a purge demands what the client saw last. */
  readonly isGuarded: boolean;
}

/** What the steps of a client are drawn from. */
export interface PlanParts {
  readonly seed: number;
  readonly steps: number;
  readonly keys: readonly string[];
}

/** The steps of a client: the same seed gives the same steps. */
export function planOf({ seed, steps, keys }: PlanParts): readonly ClientStep[] {
  const kinds = Object.entries(WEIGHTS).map(([kind, weight]) => ({
    weight,
    arbitrary: fc.constant(kind as ClientStep["kind"]),
  }));
  const step = fc.record({
    kind: fc.oneof(...kinds),
    key: fc.constantFrom(...keys),
    isGuarded: fc.boolean(),
  });
  return fc.sample(step, { seed, numRuns: steps });
}
