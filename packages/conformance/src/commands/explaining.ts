import type { Deviation, Place } from "./deviation.ts";
import { print } from "./print.ts";

/** What is the same for all places of an answer. */
type Told = "what" | "buckets";

/** An answer in which every explained difference has given way to what the model says. */
export interface Explained {
  readonly found: unknown;
  /** What explained them, each once. */
  readonly by: ReadonlySet<Deviation>;
}

/** Walks through an answer beside what the model says, down to the places where they differ. */
export function explain(
  expected: unknown,
  found: unknown,
  deviations: readonly Deviation[],
  about: Pick<Place, Told>,
): Explained {
  const by = new Set<Deviation>();
  const walk = (place: Omit<Place, Told>): unknown => {
    if (print(place.expected) === print(place.found)) return place.expected;
    const deviation = deviations.find((one) => one.explains({ ...place, ...about }));
    if (deviation !== undefined) {
      by.add(deviation);
      return place.expected;
    }
    return walkParts(place, walk);
  };
  return { found: walk({ path: [], expected, found, around: undefined }), by };
}

/** The answer's own parts, and those that it should have where their lack is explained. */
function walkParts(
  { path, expected, found }: Omit<Place, Told>,
  walk: (place: Omit<Place, Told>) => unknown,
): unknown {
  const isList = Array.isArray(expected) && Array.isArray(found);
  if (!isList && !(isRecord(expected) && isRecord(found))) return found;
  const around = { expected, found };
  const [wanted, given] = [new Map(Object.entries(expected)), new Map(Object.entries(found))];
  const parts = [...new Set([...wanted.keys(), ...given.keys()])].flatMap((name) => {
    const [model, store] = [wanted.get(name), given.get(name)];
    const part = walk({ path: [...path, name], expected: model, found: store, around });
    return part === undefined && !given.has(name) ? [] : [[name, part] as const];
  });
  return isList ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
