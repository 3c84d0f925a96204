import type { Claims } from "@revkv/conformance";
import { localSubject } from "../subjects/local-subject.ts";
import { mapSubject } from "../subjects/map-subject.ts";
import { clusterClaims, serverClaims } from "../subjects/nats-subjects.ts";
import { servedSubject } from "../subjects/served-subject.ts";

/** The versions that docs/conformance.md tells of, newest first. */
const VERSIONS = ["2.15.1", "2.10.27", "2.9.10"] as const;

/** What every backend says of itself, in the order of the page. */
export function allClaims(): readonly Claims[] {
  const servers = VERSIONS.map((version) => serverClaims(version));
  return [localSubject, servedSubject, ...servers, clusterClaims(VERSIONS[0]), mapSubject];
}
