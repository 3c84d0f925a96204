import type { ServedLog } from "@revkv/core/engine";
import type { StreamSettings } from "./settings.ts";
import type { SubjectMapper } from "./subject-mapper.ts";

/** A bucket as a stream. */
export interface Stream {
  readonly settings: StreamSettings;
  readonly log: ServedLog;
  /** What the subjects of its entries begin with. */
  readonly prefix: string;
  /** Gives the subject that an entry of a subject is sent on to; undefined where nothing is sent on. */
  readonly destinationOf: SubjectMapper | undefined;
}
