import { describeTransport } from "@revkv/conformance";
import { servedSubject, servedSubjectOfTurnedTime } from "@revkv/dev/subjects";

describeTransport(servedSubject);
describeTransport(servedSubjectOfTurnedTime);
