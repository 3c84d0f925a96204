export { localSubject } from "./local-subject.ts";
export { mapSubject } from "./map-subject.ts";
export { clusterSubject, serverSubject } from "./nats-subjects.ts";
export { openServed, servedSubject, servedSubjectOfTurnedTime } from "./served-subject.ts";
